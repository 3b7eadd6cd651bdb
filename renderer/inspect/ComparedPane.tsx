/** The other side: the nearest good part, or the same part by another model, on the scale that is its own. */
import type { ReactElement, ReactNode } from 'react';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import { text } from '../../core/text/index.js';
import type { SampleCache } from '../annotate/sample-data.js';
import type { SharedCursor } from '../canvas/cursor.js';
import { Mark } from '../controls/Mark.js';
import { useInspect, useProject } from '../state/context.js';
import { fixed, index, signed } from '../state/format.js';
import { HeatLegend } from './HeatLegend.js';
import { HeatPicture } from './HeatPicture.js';
import { useSampleData } from './useSampleData.js';
import type { PictureWindow } from './window.js';

export function ComparedPane(props: {
  readonly cache: SampleCache;
  readonly mine: Inspection | null;
  readonly cursor: SharedCursor;
  readonly window: PictureWindow;
  readonly onWindow: (window: PictureWindow) => void;
}): ReactElement {
  const compared = useInspect((state) => state.compared);
  const view = useInspect((state) => state.view);
  const sample = useProject((state) => state.samples.find(({ id }) => id === compared?.sample));
  const data = useSampleData(props.cache, compared?.sample ?? null);
  const { mine } = props;
  const inspection = compared?.inspection ?? null;
  const name = sample ? `${sample.category}, ${sample.anomaly} ${index(sample.index)}` : '';
  const title = !compared
    ? text('inspect.comparing')
    : compared.of.kind === 'model'
      ? text('inspect.byModel', { model: compared.of.model })
      : compared.problem
        ? text('inspect.compare.good')
        : text('inspect.nearestGood', { name });
  const otherScale =
    mine && inspection && inspection.mapRange.join() !== mine.mapRange.join() ? inspection : null;
  return (
    <section
      className="ipane"
      aria-label={text('inspect.compared')}
      aria-busy={inspection === null && compared?.problem == null}
    >
      <PaneHead title={title} says={inspection}>
        {mine && inspection ? <Difference mine={mine} other={inspection} /> : null}
      </PaneHead>
      {compared?.problem ? (
        <p role="alert">
          {compared.problem.message} <span className="t2">{compared.problem.hint}</span>
        </p>
      ) : data && compared ? (
        <div className="ipane__views">
          <HeatPicture
            data={data}
            inspection={inspection}
            kind={view === 'cloud' ? 'rgb' : view}
            name={title}
            // Another model has a line of its own.
            line={null}
            truth={null}
            cursor={props.cursor}
            window={props.window}
            onWindow={props.onWindow}
            busy
          />
          {otherScale ? <HeatLegend inspection={otherScale} line={null} /> : null}
        </div>
      ) : null}
    </section>
  );
}

/** What a side is, and what is said of it. */
export function PaneHead(props: {
  readonly title: string;
  readonly says: Inspection | null;
  readonly children?: ReactNode;
}): ReactElement {
  const { says } = props;
  return (
    <div className="ipane__head">
      <b className="cut">{props.title}</b>
      {says ? (
        <p>
          <Mark state={says.verdict === 'anomalous' ? 'fail' : 'pass'} />
          {text('inspect.saysAt', {
            verdict: text(`inspect.verdict.${says.verdict}`),
            score: fixed(says.score, 3),
            line: fixed(says.rule.threshold, 3),
          })}
          {props.children}
        </p>
      ) : null}
    </div>
  );
}

/** By how much the scores differ where they are of one scale, else whether the models agree. */
function Difference(props: {
  readonly mine: Inspection;
  readonly other: Inspection;
}): ReactElement {
  const { mine, other } = props;
  return (
    <span className="t2">
      {mine.model === other.model
        ? text('inspect.scoreDifference', { difference: signed(other.score - mine.score, 3) })
        : text(mine.verdict === other.verdict ? 'inspect.modelsAgree' : 'inspect.modelsDiffer')}
    </span>
  );
}
