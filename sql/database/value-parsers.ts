import pg from "pg";

// How pg reads values, set once for the process. Both ways to a connection, connection.ts (settings)
// and pool.ts, import this file: where nobody does, a bigint stays a string and 2000 + 1 is "20001".

// DATE stays the string YYYY-MM-DD: a JavaScript Date would shift it by the process's time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
// bigint: our counters and totals stay below 2^53; anything larger fails loudly instead of losing digits.
pg.types.setTypeParser(pg.types.builtins.INT8, (value) => {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`bigint out of the safe range: ${value}`);
  return number;
});
