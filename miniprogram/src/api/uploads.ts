import { upload } from './http'
import type { Attachment } from './types'

/** The server takes the position data out of a picture before it is kept. */
export const uploadPicture = (path: string, onProgress: (percent: number) => void) =>
  upload<Attachment>('/api/uploads', path, onProgress)
export const uploadVoice = (path: string) => upload<Attachment>('/api/uploads/voices', path, () => undefined)
