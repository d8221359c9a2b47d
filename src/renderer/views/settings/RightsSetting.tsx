import type { ReactNode } from 'react'
import { RotateCcw } from 'lucide-react'
import { Button } from '../../components/Button.tsx'
import { showToast } from '../../model/toasts.ts'
import { useCall, useRpc } from '../../transport/rpcContext.tsx'
import { Setting } from './Setting.tsx'

/** Brings back the question before a program from elsewhere runs. The host keeps whether it was answered. */
export function RightsSetting(): ReactNode {
  const client = useRpc()
  const { data, reload } = useCall('settings.read', null)
  const isAccepted = data?.isRightsNoticeAccepted === true
  const askAgain = (): void => {
    client.call('settings.change', { isRightsNoticeAccepted: false }).then(
      () => {
        reload()
        showToast('The next program from elsewhere is asked about again.')
      },
      (error: Error) => showToast(error.message, { tone: 'danger' }),
    )
  }
  return (
    <Setting
      title="Programs from elsewhere"
      help={
        isAccepted
          ? 'They run with your rights and in no sandbox. You were told, and said that they may.'
          : 'They run with your rights and in no sandbox. You are asked before the first one runs.'
      }
    >
      <Button icon={<RotateCcw aria-hidden />} isDisabled={!isAccepted} onPress={askAgain}>
        Ask me again
      </Button>
    </Setting>
  )
}
