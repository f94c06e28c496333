/** Reading a code in a browser: the browser's own detector where there is one, else jsqr, fetched only then. */
interface Detector { detect: (source: CanvasImageSource) => Promise<{ rawValue: string }[]> }
type DetectorClass = new (options: { formats: string[] }) => Detector

const MOST_PIXELS = 1600
const EVERY_MS = 250

type Reader = (source: HTMLVideoElement | HTMLImageElement, width: number, height: number) => Promise<string | null>

function pixels(source: CanvasImageSource, width: number, height: number): ImageData | null {
  const scale = Math.min(1, MOST_PIXELS / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  context?.drawImage(source, 0, 0, canvas.width, canvas.height)
  return context?.getImageData(0, 0, canvas.width, canvas.height) ?? null
}

async function jsqrReader(): Promise<Reader> {
  const { default: jsqr } = await import('jsqr')
  return async (source, width, height) => {
    const image = pixels(source, width, height)
    return image ? (jsqr(image.data, image.width, image.height)?.data ?? null) : null
  }
}

async function reader(): Promise<Reader> {
  const Native = (window as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (!Native) return jsqrReader()
  const detector = new Native({ formats: ['qr_code'] })
  const works = await detector.detect(document.createElement('canvas')).then(() => true, () => false)
  if (!works) return jsqrReader()
  return async (source) => (await detector.detect(source))[0]?.rawValue ?? null
}

/** Reads a picture from the phone's album; null when there is no code in it. */
export async function readPicture(path: string): Promise<string | null> {
  const picture = new Image()
  picture.src = path
  await picture.decode()
  const [width, height] = [picture.naturalWidth, picture.naturalHeight]
  const native = await (await reader())(picture, width, height).catch(() => null)
  return native ?? (await jsqrReader())(picture, width, height)
}

export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia)

/** Shows the camera inside `place` until a code is read; answers how to stop it. Throws when the camera is refused. */
export async function startCamera(place: HTMLElement, found: (text: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  const video = document.createElement('video')
  video.className = 'view__video'
  video.setAttribute('playsinline', '')
  video.muted = true
  video.srcObject = stream
  place.replaceChildren(video)
  await video.play()
  const read = await reader()
  let busy = false
  const timer = setInterval(async () => {
    if (busy || video.videoWidth === 0) return
    busy = true
    const text = await read(video, video.videoWidth, video.videoHeight).catch(() => null)
    busy = false
    if (text) found(text)
  }, EVERY_MS)
  return () => {
    clearInterval(timer)
    stream.getTracks().forEach((track) => track.stop())
    place.replaceChildren()
  }
}
