/* How each kind of picture is drawn from the numbers of its table. Areas, bars and axes begin at zero. */

const SIGNS = ['circle', 'rect', 'triangle', 'diamond']
const clear = (values) => values.filter((value) => value !== null)
const most = (lines) => Math.max(1, ...lines.flatMap(({ cells }) => clear(cells.map(({ number }) => number))))
const links = (lines) => lines.some(({ link, cells }) => link || cells.some((cell) => cell.link))
const words = (ink, more = {}) => ({ fontFamily: ink.family, fontSize: ink.size, color: ink.soft, ...more })
const bold = (ink) => words(ink, { color: ink.ink, fontWeight: 600 })
/** Chinese letters are as wide as they are high, others about six tenths of it. */
const wide = (text, size) => [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 255 ? 1 : 0.6), 0) * size
const widest = (texts, size) => Math.max(0, ...texts.map((text) => wide(text, size)))
/** Five shades; the picture's own scale stands beside it. */
export const shade = (number, top) => Math.min(5, Math.max(1, Math.ceil((number / top) * 5)))

/** Labels at the ends of lines stand apart from each other: by how much each is moved. */
function apart(lasts, gap) {
  const order = lasts.map((y, index) => ({ y, index })).sort((one, other) => one.y - other.y)
  const moved = []
  let free = -Infinity
  for (const { y, index } of order) {
    const at = Math.max(y, free)
    moved[index] = at - y
    free = at + gap
  }
  return moved
}

function dots(cells, { ink, tone, sign, open, label }) {
  const last = cells.findLastIndex(({ number }) => number !== null)
  const solid = { symbol: sign, itemStyle: { color: tone } }
  const hollow = { symbol: sign, itemStyle: { color: ink.surface, borderColor: tone, borderWidth: ink.size / 6 } }
  const point = (cell, index) => ({ value: cell.number, link: cell.link, ...(index >= open ? hollow : solid), label: index === last ? label : undefined })
  return cells.map(point)
}

/** Lines over time; from `open` on a month is not over yet, and dotted. */
export function line({ heads, lines }, ink, plot) {
  const open = plot.dataset.open ? Number(plot.dataset.open) : heads.length
  const top = most(lines)
  const ends = lines.map(({ name, cells }) => `${name} ${cells.findLast(({ number }) => number !== null)?.text ?? ''}`)
  const height = plot.clientHeight - ink.size * 5
  const lasts = lines.map(({ cells }) => height * (1 - (cells.findLast(({ number }) => number !== null)?.number ?? 0) / top))
  const moved = apart(lasts, ink.size * 1.25)
  const series = lines.flatMap(({ cells }, index) => {
    const tone = ink.tones[index % 4]
    const label = { show: true, position: 'right', distance: 8, offset: [0, moved[index]], formatter: ends[index], ...words(ink, { color: tone, fontWeight: 600 }) }
    const points = dots(cells, { ink, tone, sign: SIGNS[index % 4], open, label })
    const common = { type: 'line', symbolSize: ink.size * 0.6, showAllSymbol: true, emphasis: { disabled: true }, cursor: links(lines) ? 'pointer' : 'default' }
    const over = { ...common, data: points.map((one, at) => (at < open ? one : null)), lineStyle: { color: tone, width: ink.size / 6 } }
    const going = { ...common, data: points.map((one, at) => (at < open - 1 ? null : at < open ? { ...one, label: undefined, symbol: 'none' } : one)), lineStyle: { color: tone, width: ink.size / 6, type: [ink.size / 6, ink.size / 3] } }
    return open < heads.length ? [over, going] : [over]
  })
  return {
    grid: { left: wide(top.toLocaleString('zh-CN'), ink.size) + ink.size, right: widest(ends, ink.size) + ink.size * 1.6, top: ink.size, bottom: ink.size * 2.2 },
    xAxis: { type: 'category', data: heads, boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: ink.edge } }, axisLabel: words(ink, { hideOverlap: true }) },
    yAxis: { type: 'value', min: 0, minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: ink.line } }, axisLabel: words(ink) },
    series
  }
}

/** One part after the other as bars, each with its number; a part that is not told has no bar. */
export function bars({ lines }, ink, plot) {
  const tone = ink.tones[Number(plot.dataset.tone ?? 1) - 1]
  const told = lines.map(({ name, link, cells: [cell] }) => ({ name, link: cell.link || link, value: cell.number ?? 0, label: { formatter: cell.text } }))
  return {
    grid: { left: widest(lines.map(({ name }) => name), ink.size) + ink.size, right: widest(told.map(({ label }) => label.formatter), ink.size) + ink.size * 1.4, top: 4, bottom: 4 },
    xAxis: { type: 'value', min: 0, max: most(lines), show: false },
    yAxis: { type: 'category', inverse: true, data: lines.map(({ name }) => name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: words(ink, { interval: 0 }) },
    series: [{ type: 'bar', data: told, barWidth: ink.size, barMinHeight: 0, itemStyle: { color: tone, borderRadius: 2 }, label: { show: true, position: 'right', ...bold(ink) }, emphasis: { disabled: true }, cursor: links(lines) ? 'pointer' : 'default' }]
  }
}

/** Areas as large as their numbers, in the given order where these are places. */
export function tree({ lines }, ink, plot) {
  const told = lines.filter(({ cells: [cell] }) => cell.number)
  const top = most(told)
  const data = told.map(({ name, link, cells: [cell] }) => {
    const step = shade(cell.number, top) - 1
    return { name, value: cell.number, link: cell.link || link, text: cell.text, itemStyle: { color: ink.shades[step] }, label: { color: ink.inks[step] } }
  })
  return {
    series: [{
      type: 'treemap', data, left: 0, right: 0, top: 0, bottom: 0, roam: false, nodeClick: false, breadcrumb: { show: false },
      sort: plot.dataset.order === 'given' ? false : 'desc', itemStyle: { borderColor: ink.surface, borderWidth: 1, gapWidth: 2 },
      label: { show: true, position: 'insideTopLeft', padding: 4, formatter: ({ data: { name, text } }) => `${name}\n{n|${text}}`, overflow: 'truncate', ...words(ink, { lineHeight: ink.size * 1.5 }), color: undefined, rich: { n: { fontFamily: ink.family, fontSize: ink.size, fontWeight: 600, lineHeight: ink.size * 1.5 } } },
      emphasis: { disabled: true }, cursor: links(lines) ? 'pointer' : 'default'
    }]
  }
}

/** A custom picture: `paint(index, api)` gives the shapes of one line. */
const custom = (lines, paint, more = {}) => ({
  type: 'custom', data: lines.map(({ name, link, cells: [cell] }, index) => ({ name, value: [index], link: cell.link || link })),
  renderItem: (params, api) => paint(params.dataIndex, api), emphasis: { disabled: true }, cursor: links(lines) ? 'pointer' : 'default', ...more
})
const text = (content, x, y, style) => ({ type: 'text', style: { text: content, x, y, fill: style.color, fontSize: style.fontSize, fontFamily: style.fontFamily, fontWeight: style.fontWeight, align: 'center', verticalAlign: 'middle', ...style.at } })

/** Steps on a way, in their own order: the first is the widest that a step can be, and each stands in its middle. */
export function funnel({ lines }, ink, plot) {
  const top = most(lines)
  const [left, right] = [0, 1].map((side) => widest(lines.map(({ name, cells: [cell] }) => (side ? cell.text : name)), ink.size) + ink.size)
  const room = plot.clientWidth - left - right
  const step = plot.clientHeight / lines.length
  const paint = (index) => {
    const { name, cells: [cell] } = lines[index]
    const width = Math.max(2, (room * (cell.number ?? 0)) / top)
    const middle = step * (index + 0.5)
    const bar = { x: left + (room - width) / 2, y: middle - step * 0.4, width, height: step * 0.8, r: 2 }
    const said = [text(name, left - ink.size, middle, { ...words(ink), at: { align: 'right' } }), text(cell.text, left + room + ink.size * 0.5, middle, { ...bold(ink), at: { align: 'left' } })]
    return { type: 'group', children: [{ type: 'rect', shape: bar, style: { fill: ink.shades[4] } }, ...said] }
  }
  return { series: [custom(lines, paint, { coordinateSystem: 'none' })] }
}

/** Five functions around a centre: the area of a piece, not its radius, is its number. */
export function rose({ lines }, ink, plot) {
  const top = most(lines)
  const { clientWidth: width, clientHeight: height } = plot
  const radius = Math.min(height / 2 - ink.size * 3.2, width / 2 - widest(lines.map(({ name }) => name), ink.size) - ink.size)
  const piece = (Math.PI * 2) / lines.length
  const paint = (index) => {
    const { name, cells: [cell] } = lines[index]
    const start = index * piece - Math.PI / 2
    const middle = start + piece / 2
    const far = radius + ink.size * 1.4
    const x = width / 2 + Math.cos(middle) * (far + wide(name, ink.size) / 2 * Math.abs(Math.cos(middle)))
    const y = height / 2 + Math.sin(middle) * far
    const sector = { cx: width / 2, cy: height / 2, r0: 0, r: radius * Math.sqrt((cell.number ?? 0) / top), startAngle: start + 0.015, endAngle: start + piece - 0.015 }
    return {
      type: 'group',
      children: [
        { type: 'circle', shape: { cx: width / 2, cy: height / 2, r: radius * Math.sqrt((index + 1) / lines.length) }, style: { fill: 'none', stroke: ink.line }, silent: true, z2: -1 },
        { type: 'sector', shape: sector, style: { fill: ink.tones[index % 6] } },
        text(name, x, y - ink.size * 0.65, words(ink)),
        text(cell.text, x, y + ink.size * 0.65, bold(ink))
      ]
    }
  }
  return { series: [custom(lines, paint, { coordinateSystem: 'none' })] }
}

/** The middle as a full dot, what nine of ten stay within as a hollow one, the limit as a red tick. */
export function spread({ heads, lines }, ink) {
  const tone = ink.tones[0]
  const told = lines.map(({ cells }) => cells.slice(0, 2).map(({ number }) => number ?? '—').join(' / '))
  const ends = (cells) => cells.slice(0, heads[2] === '期限' ? 3 : 2)
  const paint = (index, api) => {
    const at = (cell) => (cell?.number == null ? null : api.coord([cell.number, index]))
    const [middle, nine, limit] = ends(lines[index].cells).map(at)
    const dot = (point, fill) => point && { type: 'circle', shape: { cx: point[0], cy: point[1], r: ink.size * 0.42 }, style: { fill, stroke: tone, lineWidth: 2 } }
    const between = middle && nine && { type: 'line', shape: { x1: middle[0], y1: middle[1], x2: nine[0], y2: nine[1] }, style: { stroke: tone, lineWidth: 4, opacity: 0.4 } }
    const tick = limit && { type: 'rect', shape: { x: limit[0] - 1, y: limit[1] - ink.size * 0.65, width: 2.5, height: ink.size * 1.3 }, style: { fill: ink.bad } }
    const side = text(told[index], api.getWidth() - 4, api.coord([0, index])[1], { ...bold(ink), at: { align: 'right' } })
    return { type: 'group', children: [between, dot(middle, tone), dot(nine, ink.surface), tick, side].filter(Boolean) }
  }
  return {
    grid: { left: widest(lines.map(({ name }) => name), ink.size) + ink.size, right: widest(told, ink.size) + ink.size * 1.6, top: 4, bottom: ink.size * 2 },
    xAxis: { type: 'value', min: 0, max: most(lines.map(({ cells }) => ({ cells: ends(cells) }))), splitNumber: 4, minInterval: 1, splitLine: { lineStyle: { color: ink.line } }, axisLabel: words(ink) },
    yAxis: { type: 'category', inverse: true, data: lines.map(({ name }) => name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: words(ink, { interval: 0 }) },
    series: [custom(lines, paint)]
  }
}

/** How high and wide a day is: all weeks fit. */
export const daySize = (plot, ink, months) => Math.max(6, Math.min(ink.size * 1.6, Math.floor((plot.clientWidth - ink.size * 3) / (Math.ceil(months * 4.43) + 1))))

/** A year as weeks and days; a day on which nothing was is left pale. */
export function days({ heads, lines }, ink, plot) {
  const all = lines.flatMap(({ at, cells }) => cells.map((cell, day) => ({ ...cell, day: `${at}-${String(heads[day]).padStart(2, '0')}` }))).filter(({ text: said }) => said !== '')
  const top = Math.max(1, ...clear(all.map(({ number }) => number)))
  const size = daySize(plot, ink, lines.length)
  const paint = (params, api) => {
    const [x, y] = api.coord(api.value(0))
    const { number } = all[params.dataIndex]
    const fill = number ? ink.shades[shade(number, top) - 1] : ink.pale
    return { type: 'rect', shape: { x: x - size / 2 + 1, y: y - size / 2 + 1, width: size - 2, height: size - 2, r: 2 }, style: { fill } }
  }
  return {
    calendar: {
      range: [all[0]?.day, all.at(-1)?.day], cellSize: size, left: ink.size * 2, top: ink.size * 2, splitLine: { show: false }, itemStyle: { color: 'transparent', borderWidth: 0 }, yearLabel: { show: false },
      dayLabel: { firstDay: 1, nameMap: [...(size < ink.size * 1.2 ? '　一　三　五　' : '日一二三四五六')], ...words(ink) }, monthLabel: { nameMap: [...'123456789', '10', '11', '12'].map((one) => `${one}月`), ...words(ink) }
    },
    series: [{ type: 'custom', coordinateSystem: 'calendar', renderItem: paint, data: all.map(({ day, number, link }) => ({ value: [day, number ?? 0], link })), emphasis: { disabled: true }, cursor: all.some(({ link }) => link) ? 'pointer' : 'default' }]
  }
}
