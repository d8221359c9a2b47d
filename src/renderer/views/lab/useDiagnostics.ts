import { useEffect, useState } from 'react'
import type { EditorDiagnostic } from '../../components/editor/CodeEditor.tsx'
import { useRpc } from '../../transport/rpcContext.tsx'

const pauseMs = 400
const none: readonly EditorDiagnostic[] = []

/** What the host's bundler finds in the text, asked when the typing pauses. */
export function useDiagnostics(source: string, fileName: string): readonly EditorDiagnostic[] {
  const client = useRpc()
  const [found, setFound] = useState<{ of: string; diagnostics: readonly EditorDiagnostic[] } | null>(null)
  useEffect(() => {
    let isCurrent = true
    const timer = setTimeout(() => {
      client.call('programs.check', { source, fileName }).then(
        (diagnostics) => isCurrent && setFound({ of: fileName, diagnostics }),
        // A check that fails is no news about the program; starting it tells what is wrong.
        () => isCurrent && setFound(null),
      )
    }, pauseMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, source, fileName])
  // While the text changes the marks move with it; those of another file are never shown.
  return found?.of === fileName ? found.diagnostics : none
}
