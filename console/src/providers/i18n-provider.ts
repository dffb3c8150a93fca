import polyglotI18nProvider from "ra-i18n-polyglot";
import { english } from "../i18n/en/english.ts";

/** English only so far; a second language is one more folder beside `i18n/en`. */
export const i18nProvider = polyglotI18nProvider(() => english, "en", [
  { locale: "en", name: "English" },
]);
