/** Choosing several lines of a list: X one, Shift X from there to here, Esc none. The focus stays where it was. */

const boxes = () => [...document.querySelectorAll('[data-pick]')]
export const picked = () => boxes().filter((box) => box.checked)
let last = null

function count() {
  const all = boxes()
  const chosen = picked().length
  for (const place of document.querySelectorAll('[data-picked-count]')) place.textContent = chosen
  const every = document.querySelector('[data-pick-all]')
  if (!every) return
  every.checked = chosen > 0 && chosen === all.length
  every.indeterminate = chosen > 0 && chosen < all.length
}

/** From the line that was chosen last to this one, everything. */
function reach(box) {
  const all = boxes()
  const [from, to] = [all.findIndex((other) => other.value === last), all.indexOf(box)].sort((a, b) => a - b)
  for (const other of all.slice(Math.max(from, 0), to + 1)) other.checked = true
}

/** `id` is the letter of the line that is open. */
export function toggle(id, isRange) {
  const box = boxes().find((other) => other.value === id)
  if (!box) return
  if (isRange && last) reach(box)
  else box.checked = !box.checked
  last = id
  count()
}

export function clear() {
  const had = picked()
  for (const box of had) box.checked = false
  count()
  return had.length > 0
}

document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-pick-none]')) clear()
  if (event.target.matches?.('[data-pick-all]')) {
    for (const box of boxes()) box.checked = event.target.checked
    count()
  }
  const box = event.target.closest?.('[data-pick]')
  if (!box) return
  if (event.shiftKey && last) reach(box)
  last = box.value
  count()
})

document.addEventListener('htmx:afterSettle', count)
count()
