/** Number and PIN as people type them: with or without blanks and dashes. */
const digits = (text: string) => text.replace(/[\s-]/g, '')

/** A mediation's number has a nine before its day. */
export const isMediation = (number: string) => number.startsWith('9')

export function tidyNumber(text: string): string | null {
  const found = /^(9?\d{6})(\d{4,})$/.exec(digits(text))
  return found ? `${found[1]}-${found[2]}` : null
}

export function tidyPin(text: string): string | null {
  const pin = digits(text)
  return /^\d{8}$/.test(pin) ? pin : null
}

/** A mobile number of ours, or one from elsewhere with its country, as WeChat tells it. */
export function tidyPhone(text: string): string | null {
  const phone = digits(text)
  return /^(1\d{10}|\+\d{7,17})$/.test(phone) ? phone : null
}
