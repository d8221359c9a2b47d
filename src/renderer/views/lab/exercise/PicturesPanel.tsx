import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { ExercisePicture, PictureTile, PicturesResult } from '../../../../shared/exerciseViews.ts'
import { Checkbox } from '../../../components/Checkbox.tsx'
import { Panel } from '../../../components/Panel.tsx'
import { pixelsOf, tilesByWorker, type WorkerTiles } from '../../../model/exercisePictures.ts'
import './ResultPanel.css'

/** Pictures side by side; on the last one who did which part of it, and in which order. */
export function PicturesPanel({ result: { pictures, tiles } }: { result: PicturesResult }): ReactNode {
  const workers = useMemo(() => tilesByWorker(tiles), [tiles])
  const [showsWorkers, setShowsWorkers] = useState(true)
  const [done, setDone] = useState(tiles.length)
  const [only, setOnly] = useState<string | null>(null)
  const hasTiles = tiles.length > 0
  return (
    <Panel
      title="Pictures"
      detail={hasTiles && <span className="num">{tileWords(tiles.length, workers.length)}</span>}
    >
      <div className="pictures">
        <div className="pictures-row">
          {pictures.map((picture, index) => {
            const isLast = index === pictures.length - 1
            return (
              <Picture key={index} picture={picture}>
                {isLast && hasTiles && (
                  <Tiles
                    picture={picture}
                    tiles={tiles}
                    workers={workers}
                    done={done}
                    only={only}
                    showsWorkers={showsWorkers}
                  />
                )}
              </Picture>
            )
          })}
        </div>
        {hasTiles && (
          <>
            <div className="pictures-controls">
              <Checkbox isSelected={showsWorkers} onChange={setShowsWorkers}>
                Colour the tiles by worker
              </Checkbox>
              <label className="pictures-step">
                <span className="muted">Tiles done</span>
                <input
                  type="range"
                  min={0}
                  max={tiles.length}
                  value={done}
                  onChange={(event) => setDone(event.target.valueAsNumber)}
                />
                <span className="num">
                  {done} of {tiles.length}
                </span>
              </label>
            </div>
            <ul className="pictures-workers">
              {workers.map((worker) => (
                <li key={worker.name}>
                  <button
                    type="button"
                    aria-pressed={only === worker.name}
                    onClick={() => setOnly(only === worker.name ? null : worker.name)}
                  >
                    <span className="pictures-swatch" data-color={worker.color} aria-hidden>
                      {worker.number}
                    </span>
                    {worker.name}{' '}
                    <span className="muted num">
                      {worker.tiles} {worker.tiles === 1 ? 'tile' : 'tiles'}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  )
}

function tileWords(tiles: number, workers: number): string {
  return `${tiles} ${tiles === 1 ? 'tile' : 'tiles'} by ${workers} ${workers === 1 ? 'worker' : 'workers'}`
}

function Picture({ picture, children }: { picture: ExercisePicture; children: ReactNode }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { title, width, height } = picture
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    context?.putImageData(new ImageData(pixelsOf(picture), width, height), 0, 0)
  }, [picture, width, height])
  return (
    <figure className="exercise-picture">
      <div>
        <canvas
          ref={canvas}
          width={width}
          height={height}
          role="img"
          aria-label={`${title}: ${width} × ${height} pixels`}
        />
        {children}
      </div>
      <figcaption>
        {title} <span className="muted num">{`${width} × ${height}`}</span>
      </figcaption>
    </figure>
  )
}

interface TilesProps {
  picture: ExercisePicture
  tiles: readonly PictureTile[]
  workers: readonly WorkerTiles[]
  done: number
  only: string | null
  showsWorkers: boolean
}

/** Over the picture: what is not done yet is covered, what is done shows who did it. */
function Tiles({
  picture: { width, height },
  tiles,
  workers,
  done,
  only,
  showsWorkers,
}: TilesProps): ReactNode {
  const byName = new Map(workers.map((worker) => [worker.name, worker]))
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden>
      {tiles.map(({ x, y, width: w, height: h, worker: name }, index) => {
        const worker = byName.get(name)
        const place = { x, y, width: w, height: h }
        if (index >= done) return <rect key={index} {...place} className="tile-open" />
        if (!showsWorkers || !worker) return null
        const isDimmed = only !== null && only !== name
        const size = Math.min(w, h)
        return (
          <g key={index} className="tile" data-color={worker.color} data-dimmed={isDimmed || undefined}>
            <rect {...place} />
            <text x={x + w / 2} y={y + h / 2} fontSize={size * 0.4}>
              {worker.number}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
