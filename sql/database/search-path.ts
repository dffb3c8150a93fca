/**
 * Where unqualified names are looked for, said by each connection as it starts: that goes before what a database or
 * a role was given by ALTER … SET search_path, by which its owner could put another table in a name's place.
 * pg_catalog comes first where it is not named; temporary tables come last.
 */
export const SEARCH_PATH = "-c search_path=public,pg_temp";
