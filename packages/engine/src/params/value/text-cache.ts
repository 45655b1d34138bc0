/** What `compute` makes of a text, remembered for the most recent `capacity` texts. `compute` must be pure. */
export function rememberByText<T>(capacity: number, compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const hit = known.get(text);
    if (hit !== undefined) return hit;
    const value = compute(text);
    if (known.size >= capacity) known.delete(known.keys().next().value as string);
    known.set(text, value);
    return value;
  };
}
