/** In a narrow window a table's row is a card of lines: each cell says what its column is, and an opened letter is shown. */

const narrow = matchMedia('(max-width: 760px)')

function label(table) {
  const heads = [...table.querySelectorAll('thead th')].map((head) => head.innerText.trim())
  for (const row of table.tBodies[0]?.rows ?? []) {
    for (const cell of row.querySelectorAll('td')) {
      if (heads[cell.cellIndex]) cell.dataset.label = heads[cell.cellIndex]
    }
  }
}

function labelAll() {
  if (narrow.matches) document.querySelectorAll('table.tbl').forEach(label)
}

narrow.addEventListener('change', labelAll)
document.addEventListener('htmx:afterSettle', (event) => {
  labelAll()
  // the letter lies under the list here: who chose a line wants to read it
  if (narrow.matches && event.detail.target.id === 'read') document.querySelector('#read')?.scrollIntoView()
})
labelAll()
