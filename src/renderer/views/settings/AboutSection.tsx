import type { ReactNode } from 'react'
import type { HostInfo } from '../../../shared/rpc/contract.ts'
import { Button } from '../../components/Button.tsx'
import { CopyButton, ErrorNotice } from '../../components/ErrorNotice.tsx'
import { WaitNotice } from '../../components/WaitNotice.tsx'
import { formatBytes, quantityText } from '../../model/format.ts'
import { useCall } from '../../transport/rpcContext.tsx'

const hosts: Record<HostInfo['host'], string> = {
  electron: 'desktop window (Electron)',
  web: 'browser, served from this machine',
}

/** What a report of a problem needs: version, host, machine. */
export function AboutSection(): ReactNode {
  const { data, error, startedAt, reload } = useCall('host.info', null)
  const facts = data && factsOf(data)
  return (
    <section aria-labelledby="settings-about">
      <h2 id="settings-about">About</h2>
      {error && (
        <ErrorNotice
          title="The host did not say what it is"
          error={error}
          actions={
            <Button size="small" onPress={reload}>
              Try again
            </Button>
          }
        />
      )}
      {facts ? (
        <>
          <dl className="about">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="num">{value}</dd>
              </div>
            ))}
          </dl>
          <CopyButton
            text={facts.map(([name, value]) => `${name}: ${value}`).join('\n')}
            label="Copy these facts"
          />
        </>
      ) : (
        !error && <WaitNotice waitingFor="the host's description" startedAt={startedAt} />
      )}
    </section>
  )
}

function factsOf({ version, host, machine, startMethods }: HostInfo): [name: string, value: string][] {
  return [
    ['Forkscope', version],
    ['Host', hosts[host]],
    ['Runtime', machine.runtimeVersion],
    ['Platform', machine.platform],
    ['Cores', `${machine.logicalCores} logical, ${machine.physicalCores} physical`],
    ['Memory', quantityText(formatBytes(machine.memoryBytes))],
    ['Start methods', startMethods.join(', ')],
  ]
}
