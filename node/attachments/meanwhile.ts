/** Begins what is awaited later. That it fails before then is no fault that nobody heeds: it is met where it is awaited. */
export function meanwhile<T>(run: () => Promise<T>): Promise<T> {
  const running = run()
  running.catch(() => undefined)
  return running
}
