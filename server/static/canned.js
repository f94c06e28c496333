/** Canned replies: found by a word, put where the cursor stands, edited before they go. */

const dialog = () => document.querySelector('#canned')
const field = () => document.querySelector('#reply-text')
const offers = () => [...document.querySelectorAll('#canned-list [data-insert]')]
const shown = () => offers().filter((offer) => !offer.closest('li').hidden)

function insert(offer) {
  const target = field()
  dialog().close()
  target.focus()
  target.setRangeText(offer.dataset.insert, target.selectionStart, target.selectionEnd, 'end')
  target.dispatchEvent(new Event('input', { bubbles: true }))
  // the first blank that a person has to fill in is chosen at once
  const blank = /\{[^{}\n]{1,20}\}/.exec(target.value)
  if (blank) target.setSelectionRange(blank.index, blank.index + blank[0].length)
}

document.addEventListener('click', (event) => {
  const offer = event.target.closest?.('[data-insert]')
  if (offer) insert(offer)
})

document.addEventListener('input', (event) => {
  if (!event.target.matches('[data-find-canned]')) return
  for (const offer of offers()) offer.closest('li').hidden = !offer.textContent.includes(event.target.value.trim())
  const none = document.querySelector('[data-none-fits]')
  if (none) none.hidden = shown().length > 0
})

document.addEventListener('keydown', (event) => {
  if (event.target.matches('#reply-text') && !event.target.value && (event.key === ';' || event.key === '；')) {
    event.preventDefault()
    document.querySelector('[data-key=";"]')?.click()
    return
  }
  if (!dialog()?.open || event.isComposing) return
  const all = shown()
  const at = all.indexOf(document.activeElement)
  if (event.key === 'ArrowDown') all[Math.min(at + 1, all.length - 1)]?.focus()
  else if (event.key === 'ArrowUp') all[Math.max(at - 1, 0)]?.focus()
  else if (event.key === 'Enter' && event.target.matches('[data-find-canned]')) all[0] && insert(all[0])
  else return
  event.preventDefault()
})
