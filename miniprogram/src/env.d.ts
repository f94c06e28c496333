/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Set when the mini-program is built: where it finds the server. The browser build needs none. */
  readonly VITE_API_ORIGIN?: string
}

declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent<object, object, unknown>
  export default component
}
