const WORTH_A_LINE = 1_000;

/**
 * Says a step's name when it takes longer than a second, what it is at (`note`) at most once a
 * second, and how long it took.
 */
export async function step<T>(
  say: (line: string) => void,
  name: string,
  work: (note: (detail: string) => void) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  let next = began + WORTH_A_LINE;
  const note = (detail: string) => {
    if (performance.now() < next) return;
    next = performance.now() + WORTH_A_LINE;
    say(`${name}: ${detail} …`);
  };
  const timer = setTimeout(() => say(`${name} …`), WORTH_A_LINE);
  try {
    const result = await work(note);
    const seconds = (performance.now() - began) / 1_000;
    if (seconds * 1_000 > WORTH_A_LINE) say(`${name}: done in ${seconds.toFixed(1)} s`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}
