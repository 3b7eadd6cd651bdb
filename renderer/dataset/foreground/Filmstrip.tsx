/** Samples of the category in one row that scrolls; those a check found bad are marked. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Mark } from '../../controls/Mark.js';
import { index } from '../../state/format.js';
import { TilePictureView } from '../TilePicture.js';
import type { ForegroundState } from './useForeground.js';

const TILE_WIDTH = 112;

export function Filmstrip(props: { readonly state: ForegroundState }): ReactElement {
  const { state } = props;
  const { samples, sample } = state;
  const box = useRef<HTMLDivElement>(null);
  const strip = useVirtualizer({
    horizontal: true,
    count: samples.length,
    getScrollElement: () => box.current,
    estimateSize: () => TILE_WIDTH,
    overscan: 4,
  });
  const at = samples.findIndex(({ id }) => id === sample?.id);
  useEffect(() => {
    if (at >= 0) strip.scrollToIndex(at, { align: 'auto' });
  }, [at, strip]);
  const bad = new Map(
    (state.stale ? [] : (state.check?.bad ?? [])).map((entry) => [
      entry.id,
      entry.findings.some((finding) => finding.severity === 'failed') ? 'fail' : 'warn',
    ]),
  );
  const onKey = (event: KeyboardEvent): void => {
    const move = { ArrowLeft: -1, ArrowRight: 1, Home: -samples.length, End: samples.length }[
      event.key
    ];
    if (move === undefined) return;
    event.preventDefault();
    const next = samples[Math.max(0, Math.min(samples.length - 1, at + move))];
    if (next) state.chooseSample(next.id);
  };
  return (
    <div
      className="strip-box"
      ref={box}
      role="listbox"
      aria-label={text('foreground.page.samples')}
      aria-orientation="horizontal"
      tabIndex={0}
      aria-activedescendant={sample ? `strip-${sample.id}` : undefined}
      onKeyDown={onKey}
    >
      <div className="strip-box__sheet" style={{ width: strip.getTotalSize() }}>
        {strip.getVirtualItems().map((item) => {
          const entry = samples[item.index];
          if (!entry) return null;
          const mark = bad.get(entry.id);
          return (
            <div
              key={entry.id}
              id={`strip-${entry.id}`}
              role="option"
              aria-selected={entry.id === sample?.id}
              aria-posinset={item.index + 1}
              aria-setsize={samples.length}
              className={`tile strip-box__tile ${entry.id === sample?.id ? 'tile--on' : ''}`}
              style={{ transform: `translateX(${item.start.toString()}px)` }}
              onClick={() => {
                state.chooseSample(entry.id);
              }}
            >
              <div className="tile__picture">
                <TilePictureView sample={entry} kind="rgb" />
                {mark === undefined ? null : (
                  <span className="tile__mark">
                    <Mark
                      state={mark === 'fail' ? 'fail' : 'warn'}
                      label={text(mark === 'fail' ? 'app.mark.fail' : 'app.mark.warn')}
                    />
                  </span>
                )}
              </div>
              <div className="tile__name cut">
                {entry.anomaly} <span className="t3">{index(entry.index)}</span>
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}
