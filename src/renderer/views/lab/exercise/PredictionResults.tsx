import { Check, CircleHelp, Minus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Judgement, PredictionResult } from '../../../model/prediction.ts'
import './PredictionResults.css'

const icons: Readonly<Record<Judgement, ReactNode>> = {
  right: <Check aria-hidden />,
  wrong: <X aria-hidden />,
  skipped: <Minus aria-hidden />,
  unknown: <CircleHelp aria-hidden />,
}
const words: Readonly<Record<Judgement, string>> = {
  right: 'as you said',
  wrong: 'not as you said',
  skipped: 'not predicted',
  unknown: 'could not be measured',
}

/** What was predicted, what happened, and why. */
export function PredictionResults({ results }: { results: readonly PredictionResult[] }): ReactNode {
  return (
    <ul className="predictions">
      {results.map(({ id, text, predicted, happened, judgement, because }) => (
        <li key={id} className="prediction-result" data-judgement={judgement}>
          <span className="prediction-mark">{icons[judgement]}</span>
          <div>
            <p className="prediction-question">
              {text} <span className="visually-hidden">{words[judgement]}.</span>
            </p>
            <dl>
              {judgement !== 'right' && predicted !== null && (
                <div>
                  <dt>You said</dt>
                  <dd>{predicted}</dd>
                </div>
              )}
              <div>
                <dt>{judgement === 'right' ? 'As you said' : 'It was'}</dt>
                <dd className="prediction-happened">
                  {happened ?? 'The run did not come so far that it could be measured.'}
                </dd>
              </div>
            </dl>
            <p className="prediction-because">{because}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}
