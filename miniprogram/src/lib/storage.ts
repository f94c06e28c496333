/** Small things kept on this phone. A full or forbidden storage must never stop a person. */
export function keep(name: string, value: unknown): void {
  try {
    uni.setStorageSync(name, JSON.stringify(value))
  } catch {
    // nothing is lost that the page does not still hold
  }
}

export function kept<T>(name: string): T | null {
  try {
    const text = uni.getStorageSync(name) as string
    return text ? (JSON.parse(text) as T) : null
  } catch {
    return null
  }
}

export function forget(name: string): void {
  try {
    uni.removeStorageSync(name)
  } catch {
    // already gone
  }
}
