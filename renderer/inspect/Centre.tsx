/** The sample on screen: its picture with heat, beside it small views or what it is compared with. */
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useState,
  type ReactElement,
} from 'react';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { SampleCache } from '../annotate/sample-data.js';
import { SharedCursor } from '../canvas/cursor.js';
import { useDepthColours } from '../capture/useDepthColours.js';
import { useInspect, useProject, useStudio } from '../state/context.js';
import { index } from '../state/format.js';
import { heatHidden } from '../state/inspect.js';
import { makeReady } from './ahead.js';
import { ComparedPane, PaneHead } from './ComparedPane.js';
import { HeatControls } from './HeatControls.js';
import { HeatLegend } from './HeatLegend.js';
import { HeatPicture } from './HeatPicture.js';
import { LinePanel } from './LineFigures.js';
import { queueNow } from './queue.js';
import { SideViews } from './SideViews.js';
import { useTruth } from './truth.js';
import { useSampleData } from './useSampleData.js';
import { COMPARED_RATIO, PART_RATIO, partOf, wholeOf, type PictureWindow } from './window.js';

const HeatCloud = lazy(() => import('./HeatCloud.js'));

export function Centre(): ReactElement {
  const studio = useStudio();
  const selected = useInspect((state) => state.selected);
  const inspection = useInspect((state) => state.inspection);
  const problem = useInspect((state) => state.problem);
  const hidden = useInspect(heatHidden);
  const view = useInspect((state) => state.view);
  const card = useInspect((state) => state.card?.name);
  const line = useInspect((state) => state.line);
  const compared = useInspect((state) => state.compared);
  const comparing = useInspect((state) => state.comparison !== null);
  const sample = useProject((state) => state.samples.find(({ id }) => id === selected));
  const cache = useMemo(() => new SampleCache(studio.link), [studio]);
  const cursor = useMemo(() => new SharedCursor(), []);
  const data = useSampleData(cache, selected);
  const anomalous = sample !== undefined && sample.anomaly !== GOOD;
  const truth = useTruth(selected, anomalous);
  const colours = useDepthColours();
  useEffect(() => {
    if (!inspection) return undefined;
    const { shown: queue } = queueNow(studio);
    const next = queue[queue.findIndex(({ id }) => id === inspection.sample) + 1];
    if (next) return makeReady(studio, cache, next.id, colours);
    return undefined;
  }, [studio, cache, inspection, colours]);
  const own = data !== null && data.sample.id === selected ? inspection : null;
  const shown = hidden ? null : own;
  const [frame, setFrame] = useWindow(
    data,
    own,
    compared?.inspection ?? null,
    selected,
    comparing ? COMPARED_RATIO : PART_RATIO,
  );
  const name = sample
    ? hidden
      ? `${sample.category} ${index(sample.index)}`
      : `${sample.category}, ${sample.anomaly} ${index(sample.index)}`
    : '';
  return (
    <section className="inspect__centre" aria-label={text('inspect.picture')}>
      <header className="view__head">
        <b>{name}</b>
        <code className="t3">{selected ?? ''}</code>
        <span className="t3 cut">
          {sample
            ? text('inspect.shotBy', {
                at: sample.takenAt.slice(0, 16).replace('T', ' '),
                by: sample.operator,
              })
            : ''}
        </span>
      </header>
      <div className={`inspect__stage ${comparing ? 'inspect__stage--compared' : ''}`}>
        {data === null || frame === null ? (
          <p className="t2 inspect__wait">
            {text(selected === null ? 'inspect.nothingSelected' : 'inspect.loading')}
          </p>
        ) : (
          <>
            <div className="ipane">
              {comparing && !hidden ? (
                <PaneHead title={text('inspect.thisPart', { model: card ?? '' })} says={shown} />
              ) : null}
              {view === 'cloud' ? (
                <Suspense fallback={<div className="heat cloud" />}>
                  <HeatCloud data={data} inspection={shown} />
                </Suspense>
              ) : (
                <HeatPicture
                  data={data}
                  inspection={shown}
                  kind={view}
                  name={name}
                  line={line}
                  truth={hidden ? null : truth}
                  cursor={cursor}
                  window={frame}
                  onWindow={setFrame}
                  busy={problem === null && !hidden}
                />
              )}
            </div>
            {shown ? <HeatLegend inspection={shown} line={line} /> : null}
            {comparing && !hidden ? (
              <ComparedPane
                cache={cache}
                mine={shown}
                cursor={cursor}
                window={frame}
                onWindow={setFrame}
              />
            ) : (
              <SideViews
                data={data}
                window={frame}
                cursor={cursor}
                inspection={shown}
                truth={hidden ? null : truth}
              />
            )}
          </>
        )}
      </div>
      <HeatControls annotated={truth !== null} />
      {hidden ? null : <LinePanel />}
    </section>
  );
}

/**
 * The part fills the view as soon as its foreground is known; until then the view stays where it was, as
 * parts of a lot lie in the same place. A view that was zoomed by hand lasts until the next sample.
 */
function useWindow(
  picture: { readonly width: number; readonly height: number } | null,
  mine: Inspection | null,
  other: Inspection | null,
  selected: string | null,
  ratio: number,
): [PictureWindow | null, (window: PictureWindow) => void] {
  const fit = useInspect((state) => state.fit);
  const [frame, setFrame] = useState<PictureWindow | null>(null);
  const [byHand, setByHand] = useState<string | null>(null);
  useEffect(() => {
    setByHand(null);
  }, [selected, fit]);
  useEffect(() => {
    if (!picture || (byHand !== null && byHand === selected)) return;
    if (fit === 'whole') setFrame(wholeOf(picture));
    else if (mine || other)
      setFrame(
        partOf(
          picture,
          [mine, other].filter((one) => one !== null),
          ratio,
        ),
      );
    else setFrame((before) => before ?? wholeOf(picture));
  }, [picture, mine, other, fit, byHand, selected, ratio]);
  const set = useCallback(
    (window: PictureWindow): void => {
      setByHand(selected);
      setFrame(window);
    },
    [selected],
  );
  return [frame, set];
}
