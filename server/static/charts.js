/* The pictures of a page, each drawn from the table under it: one truth for eyes, ears and clipboards. */
import { init } from './vendor/echarts.mjs'
import * as kinds from './chart-kinds.js'

const drawn = new Map()
const sizes = new ResizeObserver((seen) => seen.forEach(({ target }) => paint(target)))

/** The colours of the page as they are now, so that the dark follows. */
function inks(plot) {
  const style = getComputedStyle(plot)
  const colour = (name) => style.getPropertyValue(`--${name}`).trim()
  const all = (letter, count, after = '') => Array.from({ length: count }, (_, index) => colour(`${letter}${index + 1}${after}`))
  return { ink: colour('ink'), soft: colour('ink-2'), line: colour('line'), edge: colour('edge'), surface: colour('surface'), bad: colour('bad'), pale: colour('h0'), tones: all('c', 6), shades: all('h', 5), inks: all('h', 5, 't'), size: parseFloat(style.fontSize), family: style.fontFamily }
}

function read(plot) {
  const table = plot.closest('figure').querySelector('table')
  const [head] = table.tHead.rows
  const cell = (td) => ({ text: td.textContent.trim(), number: td.dataset.n === undefined ? null : Number(td.dataset.n), link: td.querySelector('a')?.href })
  const line = ({ cells: [name, ...rest] }) => ({ name: name.textContent.trim(), at: name.dataset.at, isAside: 'aside' in name.dataset, link: name.querySelector('a')?.href, cells: rest.map(cell) })
  return { heads: [...head.cells].slice(1).map((th) => th.textContent.trim()), lines: [...table.tBodies[0].rows].map(line).filter(({ isAside }) => !isAside) }
}

/** Pictures of lines are as high as they have lines; the others as their class says. */
const HEIGHTS = {
  bars: (ink, { length }) => length * ink.size * 2.3 + 8,
  spread: (ink, { length }) => length * ink.size * 2.3 + ink.size * 2,
  days: (ink, { length }, plot) => kinds.daySize(plot, ink, length) * 7 + ink.size * 3
}

function paint(plot) {
  const told = read(plot)
  const ink = inks(plot)
  if (!plot.clientWidth) return
  const height = HEIGHTS[plot.dataset.kind]
  if (height) plot.style.height = `${height(ink, told.lines, plot)}px`
  const chart = drawn.get(plot) ?? begin(plot)
  chart.resize({ width: plot.clientWidth, height: plot.clientHeight })
  chart.setOption({ animation: false, ...kinds[plot.dataset.kind](told, ink, plot) }, true)
  chart.getZr().flush()
}

function begin(plot) {
  const chart = init(plot, null, { renderer: 'svg', width: plot.clientWidth, height: plot.clientHeight || 1 })
  chart.on('click', ({ data }) => { if (data?.link) location.assign(data.link) })
  drawn.set(plot, chart)
  return chart
}

export function draw(root) {
  for (const plot of root.querySelectorAll('.plot[data-kind]')) {
    paint(plot)
    sizes.observe(plot)
  }
}

export function forget(root) {
  for (const plot of root.querySelectorAll('.plot[data-kind]')) {
    sizes.unobserve(plot)
    drawn.get(plot)?.dispose()
    drawn.delete(plot)
  }
}

const page = document.documentElement
const redraw = () => [...drawn.keys()].forEach(paint)
new MutationObserver(redraw).observe(page, { attributeFilter: ['data-theme', 'data-text'] })

/* on paper: by daylight, as wide as the sheet, with the tables open of what does not write its numbers itself */
let before
window.addEventListener('beforeprint', () => {
  const shut = [...document.querySelectorAll(':is([data-kind="line"], [data-kind="tree"], [data-kind="spread"]) + .as-table:not([open])')]
  before = { theme: page.dataset.theme, shut }
  shut.forEach((one) => { one.open = true })
  page.dataset.theme = 'light'
  page.classList.add('printing')
  redraw()
})
window.addEventListener('afterprint', () => {
  if (!before) return
  before.shut.forEach((one) => { one.open = false })
  page.dataset.theme = before.theme
  page.classList.remove('printing')
  redraw()
})

draw(document)
