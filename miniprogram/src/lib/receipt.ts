/** Number and PIN as people type them: with or without blanks and dashes. */
const digits = (text: string) => text.replace(/[\s-]/g, '')

export function tidyNumber(text: string): string | null {
  const found = /^(\d{6})(\d{4,})$/.exec(digits(text))
  return found ? `${found[1]}-${found[2]}` : null
}

export function tidyPin(text: string): string | null {
  const pin = digits(text)
  return /^\d{8}$/.test(pin) ? pin : null
}

export function tidyPhone(text: string): string | null {
  const phone = digits(text)
  return /^1\d{10}$/.test(phone) ? phone : null
}
