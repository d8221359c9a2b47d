import { Download } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import type { ExperimentReport, ExperimentResult } from '../../../shared/experiment.ts'
import { Button } from '../../components/Button.tsx'
import { OverheadChart } from '../../components/charts/OverheadChart.tsx'
import { SpeedUpChart } from '../../components/charts/SpeedUpChart.tsx'
import { downloadText } from '../../components/download.ts'
import { Figure } from '../../components/Figure.tsx'
import { Panel } from '../../components/Panel.tsx'
import { breakEvenWords, overheadChart, speedUpChart } from '../../model/experimentCharts.ts'
import { reportAsCsv, reportAsJson, reportFileName } from '../../model/experimentExport.ts'
import { formatCount, formatDuration, quantityText } from '../../model/format.ts'
import { FindingList } from '../run/FindingsPanel.tsx'
import { ReportRows } from './ReportRows.tsx'
import { ResultValues } from './ResultValues.tsx'
import './ResultPanel.css'

export interface ResultPanelProps {
  report: ExperimentReport
  result: ExperimentResult
  /** What else can be done with it. */
  moreActions?: ReactNode
}

const amounts = {
  count: (value: number) => formatCount(value).value,
  duration: (ms: number) => quantityText(formatDuration(ms)),
}

/** What the experiment found: the advice, what it rests on, every figure, and the results themselves. */
export function ResultPanel({ report, result, moreActions }: ResultPanelProps): ReactNode {
  const speedUp = useMemo(() => speedUpChart(report), [report])
  const overhead = useMemo(() => overheadChart(report), [report])
  const hasParallel = speedUp.series.length > 0
  return (
    <Panel
      title="Result"
      detail={<Baseline report={report} />}
      actions={
        <>
          <Export report={report} />
          {moreActions}
        </>
      }
    >
      <div className="result">
        <div className="result-advice">
          <p className="result-sentence" role="status">
            {report.advice}
          </p>
          {hasParallel && <p className="muted">{breakEvenWords(report, amounts)}</p>}
        </div>
        {report.findings.length > 0 && <FindingList findings={report.findings} />}
        {hasParallel && (
          <div className="result-charts">
            <SpeedUpChart chart={speedUp} />
            <OverheadChart bars={overhead.bars} leftOut={overhead.leftOut} />
          </div>
        )}
        {report.rows.length > 0 && (
          <section>
            <h3>All rows</h3>
            <ReportRows report={report} />
          </section>
        )}
        <section>
          <h3>{result.view === 'picture' ? 'The picture' : 'Results'}</h3>
          <ResultValues result={result} />
        </section>
      </div>
    </Panel>
  )
}

function Baseline({ report: { serial, items, workload } }: { report: ExperimentReport }): ReactNode {
  return (
    <span>
      {workload}, <Figure of={formatCount(items)} /> items, serial{' '}
      <Figure of={formatDuration(serial.medianMs)} /> (
      <Figure of={formatDuration(serial.minMs)} /> – <Figure of={formatDuration(serial.maxMs)} />)
    </span>
  )
}

function Export({ report }: { report: ExperimentReport }): ReactNode {
  return (
    <>
      <Button
        size="small"
        icon={<Download aria-hidden />}
        onPress={() => downloadText(reportFileName(report, 'json'), 'application/json', reportAsJson(report))}
        aria-label="Download the report as JSON"
      >
        JSON
      </Button>
      <Button
        size="small"
        icon={<Download aria-hidden />}
        onPress={() => downloadText(reportFileName(report, 'csv'), 'text/csv', reportAsCsv(report))}
        aria-label="Download the rows as CSV"
      >
        CSV
      </Button>
    </>
  )
}
