import { useEffect, type ReactNode } from 'react'
import { Connection } from './frame/Connection.tsx'
import { Frame } from './frame/Frame.tsx'
import { StartPlace } from './frame/StartPlace.tsx'
import { listenForShortcuts } from './model/keyboard.ts'
import { followHash } from './model/navigation.ts'

export function App(): ReactNode {
  useEffect(() => {
    const disposers = [followHash(), listenForShortcuts()]
    return () => disposers.forEach((dispose) => dispose())
  }, [])
  return (
    <Connection>
      <StartPlace>
        <Frame />
      </StartPlace>
    </Connection>
  )
}
