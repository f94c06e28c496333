/** What differs between the browser and WeChat; h5.ts and mp.ts each fulfil it. */
import type { Client } from '@/api/types'
import type { Fix } from '@/lib/place'

export interface Picture { path: string }
export interface Recording { path: string; seconds: number }
export interface Recorder { stop: () => void; done: Promise<Recording | null> }

/** WeChat wants to know whether personal things may be read, before the first of them is. */
export interface PrivacyAsk {
  /** Our words are on the screen. */
  shown: () => void
  /** The person tapped the button with this id, which WeChat itself has seen. */
  agree: (buttonId: string) => void
  refuse: () => void
}

export interface Platform {
  readonly name: 'h5' | 'mp'
  /** Where the server is: the browser build talks to the server it came from. */
  readonly origin: string
  /** WeChat's login code of the person holding the phone, or null where there is no WeChat. */
  login: () => Promise<string | null>
  /** Opens the phone's own scanner; null when the person gave up. Only where `hasScanner`. */
  readonly hasScanner: boolean
  scan: () => Promise<string | null>
  /** Where the phone is, asked only after a tap; null when the person or the phone says no. */
  where: () => Promise<Fix | null>
  /** Whether a point can be picked on a map; elsewhere it is where the phone is. */
  readonly hasMap: boolean
  choosePoint: () => Promise<{ fix: Fix; name: string } | null>
  /** Listens after a tap, `most` seconds at most; null when the person or the phone says no. */
  record: (most: number) => Promise<Recorder | null>
  /** The bytes of what was recorded, where a path alone is not enough to send it. */
  blobOf: (path: string) => Blob | null
  /** Hands a fetched file to the person: saved by the browser, or sent to a chat of theirs in WeChat. */
  keepFile: (path: string, name: string) => Promise<boolean>
  choosePictures: (most: number) => Promise<Picture[]>
  /** WeChat's prompt for messages, three templates at most; must be called straight from a tap. Its answer to each. */
  readonly canSubscribe: boolean
  subscribe: (templateIds: string[]) => Promise<Record<string, string>>
  /** What the phone says about colours, text and the title; WeChat pages carry their own classes. */
  showLook: (look: { theme: 'auto' | 'light' | 'dark'; large: boolean }) => void
  showTitle: (title: string) => void
  /** The height kept free for the phone's own status bar, in px. */
  statusBar: () => number
  /** Whoever asks the person is registered once; where nobody is, WeChat asks with words of its own. */
  whenPrivacyAsked: (ask: (question: PrivacyAsk) => void) => void
  /** The whole text of what is collected and why. */
  openPrivacyText: () => void
  /** The way the demo plays WeChat in a browser; null where it is not offered. */
  people: (client: Client) => Client['people']
}
