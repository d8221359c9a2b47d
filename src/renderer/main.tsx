import '@fontsource/inter/400.css'
import '@fontsource/inter/500.css'
import '@fontsource/inter/600.css'
import '@fontsource/jetbrains-mono/400.css'
import '@fontsource/jetbrains-mono/500.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/overlays.css'
import { StrictMode } from 'react'
import * as z from 'zod'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { watchStyleSheets } from './frame/styleSheets.ts'
import { preloadView } from './frame/viewRegistry.ts'
import { applyAppearance } from './model/appearance.ts'
import { useNavigation, viewFromHash } from './model/navigation.ts'
import { takeToken } from './transport/token.ts'

// The page's policy forbids making code of text: the validator shall not even try.
z.config({ jitless: true })
// Before the first view is opened: the token's hash must not stay in the history.
takeToken()
watchStyleSheets()
preloadView(viewFromHash(location.hash) ?? useNavigation.getState().view)
applyAppearance(document.documentElement)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
