import { useEffect, useRef } from "react";
import { useListContext, useLocation, useNavigate } from "react-admin";
import { addressOf, withAddress } from "./shared-filters.ts";

/**
 * Keeps the address of the list and its filters the same, as far as they may stand there. An address that
 * comes from elsewhere (a link, Back) sets the filters; otherwise the filters write it. The router tells of a
 * new address later than it is written, perhaps after the next one: what was written here is not taken for
 * somebody else's.
 */
export function useSharedFilters(): void {
  const { filterValues, setFilters } = useListContext();
  const { search, pathname } = useLocation();
  const navigate = useNavigate();
  const seen = useRef<string>(undefined);
  const written = useRef<readonly string[]>([]);
  const address = addressOf(filterValues);
  useEffect(() => {
    const isFirst = seen.current === undefined;
    const isNew = search !== seen.current;
    seen.current = search;
    const latest = written.current.at(-1);
    if (isNew && search === latest) written.current = [latest];
    const isOurs = written.current.includes(search);
    // The first address is the list's own (`firstFilters`), or none, beside filters kept in memory.
    if (isNew && !isOurs && (!isFirst || search !== "") && search !== address) {
      written.current = [search];
      setFilters(withAddress(filterValues, search));
    } else if (address !== search && address !== latest) {
      written.current = [...written.current, address];
      navigate({ pathname, search: address }, { replace: true });
    }
  }, [search, address, pathname, filterValues, setFilters, navigate]);
}
