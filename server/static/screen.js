/* The screen at a station's door: draws the code of each half minute, and says so when the net is away. */
import qrcode from './vendor/qrcode.mjs'

const KEPT = 'screen'
const LOOK_MS = 5000
const at = (id) => document.getElementById(id)
const show = (state) => { document.body.dataset.state = state }
let credential = localStorage.getItem(KEPT)
let codes = []
let step = 30
let ahead = 0 // how much the server's clock is ahead of this one, in seconds
let drawn = ''
let lost = false

const now = () => Date.now() / 1000 + ahead

async function ask(path, body) {
  const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(8000) })
  const told = await answer.json()
  if (!answer.ok) throw Object.assign(new Error(told.error?.text ?? ''), { status: answer.status })
  return told
}

function draw(text) {
  if (text === drawn) return
  const qr = qrcode(0, 'M')
  qr.addData(text)
  qr.make()
  at('qr').innerHTML = qr.createSvgTag({ cellSize: 8, margin: 32, scalable: true })
  drawn = text
}

/** The code of this moment, from those in hand; without a net they last a minute and a half. */
function tick() {
  if (document.body.dataset.state !== 'on' && document.body.dataset.state !== 'dark') return
  const moment = now()
  const mine = codes.find(({ starts_at }) => moment >= starts_at && moment < starts_at + step)
  at('clock').textContent = new Date(moment * 1000).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit' })
  at('trouble').textContent = lost ? (mine ? '没有网络，正在重试。现在还能扫。' : '没有网络，换不了码。请扫墙上贴的履职码，或请联络员代登，一样算数。') : ''
  if (!mine) return show('dark')
  show('on')
  draw(mine.text)
  at('left').value = Math.ceil(mine.starts_at + step - moment)
}

function list(recorded) {
  at('recorded').replaceChildren(...recorded.map(({ name, at: moment }) => {
    const line = document.createElement('li')
    const time = document.createElement('span')
    time.className = 'num'
    time.textContent = moment.slice(11, 16)
    line.append(name, time)
    return line
  }))
  at('nobody').hidden = recorded.length > 0
}

async function look() {
  if (!credential) return
  try {
    const told = await ask('/api/screens/look', { credential })
    ahead = told.now - Date.now() / 1000
    codes = told.codes
    step = told.step_s
    at('left').max = step
    at('station').textContent = told.station
    at('activity').textContent = told.activity || '今天没有别的活动了'
    list(told.recorded)
    lost = false
    if (document.body.dataset.state !== 'dark') show('on')
  } catch (error) {
    if (error.status === 410) return forget()
    lost = true
    if (document.body.dataset.state === 'starting') show('dark')
  }
  tick()
}

function forget() {
  localStorage.removeItem(KEPT)
  credential = null
  codes = []
  drawn = ''
  at('qr').replaceChildren()
  at('trouble').textContent = ''
  show('gone')
}

async function pair(text) {
  try {
    const told = await ask('/api/screens', { pairing: text })
    credential = told.credential
    localStorage.setItem(KEPT, credential)
    at('trouble').textContent = ''
    show('on')
    await look()
  } catch (error) {
    at('trouble').textContent = error.status ? error.message : '没有网络，配不上。请看看网络，再按一次“配上”。'
    show('pair')
    at('pairing').focus()
  }
}

at('pair').addEventListener('submit', (event) => {
  event.preventDefault()
  void pair(at('pairing').value)
})
at('again').addEventListener('click', () => { show('pair'); at('pairing').focus() })
const given = document.body.dataset.pairing
if (given) history.replaceState(null, '', '/screen/')
if (given) void pair(given)
else if (credential) void look()
else show('pair')
setInterval(tick, 250)
setInterval(look, LOOK_MS)
window.addEventListener('online', look)
navigator.wakeLock?.request('screen').catch(() => undefined)
