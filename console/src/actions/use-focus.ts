import { useEffect, useRef } from "react";

/** Puts the cursor into the first field of a dialog or form that was just opened on purpose. */
export function useFocus<E extends HTMLElement>() {
  const field = useRef<E>(null);
  useEffect(() => field.current?.focus(), []);
  return field;
}
