const WORTH_A_LINE = 1_000;

/** Says a step's name when it takes longer than a second, and how long it took. */
export async function step<T>(
  say: (line: string) => void,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  const timer = setTimeout(() => say(`${name} …`), WORTH_A_LINE);
  try {
    const result = await work();
    const seconds = (performance.now() - began) / 1_000;
    if (seconds * 1_000 > WORTH_A_LINE) say(`${name}: done in ${seconds.toFixed(1)} s`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}
