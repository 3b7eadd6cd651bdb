/** What the model says of the sample, or why it says nothing. */
import type { ReactElement, ReactNode } from 'react';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import { judge } from '../../core/inspect/verdict.js';
import { text } from '../../core/text/index.js';
import { Mark, type MarkState } from '../controls/Mark.js';
import { useInspect } from '../state/context.js';
import { fixed } from '../state/format.js';
import { heatHidden } from '../state/inspect.js';
import { regionsAt } from './map.js';

const REGIONS_SHOWN = 4;

export function VerdictPanel(): ReactElement {
  const selected = useInspect((state) => state.selected);
  const inspection = useInspect((state) => state.inspection);
  const problem = useInspect((state) => state.problem);
  const hidden = useInspect(heatHidden);
  if (problem)
    return (
      <NoVerdict mark="warn" title={text('inspect.noVerdict')} alert>
        <p>{problem.message}</p>
        <p className="t2">{problem.hint}</p>
      </NoVerdict>
    );
  if (selected === null) return <NoVerdict mark="new" title={text('inspect.nothingSelected')} />;
  if (hidden)
    return (
      <NoVerdict mark="unsure" title={text('inspect.blindTitle')}>
        <p className="t2">{text('inspect.blindNote')}</p>
      </NoVerdict>
    );
  return inspection ? (
    <Said inspection={inspection} />
  ) : (
    <NoVerdict mark="new" title={text('inspect.computing')} busy />
  );
}

export function NoVerdict(props: {
  readonly mark: MarkState;
  readonly title: string;
  readonly children?: ReactNode;
  readonly alert?: boolean;
  readonly busy?: boolean;
}): ReactElement {
  return (
    <section
      className="verdict verdict--none"
      role={props.alert === true ? 'alert' : undefined}
      aria-busy={props.busy}
    >
      <Mark state={props.mark} size={28} />
      <div>
        <h2>{props.title}</h2>
        {props.children}
      </div>
    </section>
  );
}

export function Said({ inspection }: { readonly inspection: Inspection }): ReactElement {
  const line = useInspect((state) => state.line);
  const threshold = line ?? inspection.rule.threshold;
  const regions = regionsAt(inspection, line);
  const { verdict, areaMm2, by } = judge(inspection.score, regions, {
    ...inspection.rule,
    threshold,
  });
  const high = inspection.mapRange[1];
  const share = (value: number): string =>
    `${(Math.max(0, Math.min(1, value / Math.max(high, 1e-12))) * 100).toString()}%`;
  return (
    <section className={`verdict verdict--${verdict}`} aria-label={text('inspect.modelSays')}>
      <div className="verdict__head">
        <Mark state={verdict === 'anomalous' ? 'fail' : 'pass'} size={34} />
        <div>
          <h2>{text(`inspect.verdict.${verdict}`)}</h2>
          <p className="t2">
            {regions.length === 0
              ? text('inspect.noRegions')
              : text(regions.length === 1 ? 'inspect.oneRegion' : 'inspect.regions', {
                  count: regions.length,
                })}
          </p>
        </div>
        <span className="grow" />
        <div className="verdict__score">
          <b>{fixed(inspection.score, 3)}</b>
          <span className="t2">{text('inspect.thresholdAt', { line: fixed(threshold, 3) })}</span>
        </div>
      </div>
      <div className={`verdict__bar verdict__bar--${verdict}`} aria-hidden="true">
        <span style={{ width: share(inspection.score) }} />
        <i style={{ left: share(threshold) }} />
      </div>
      {by === 'area' && areaMm2 !== null && inspection.rule.minAreaMm2 !== null ? (
        <p className="t2">
          {text('inspect.byArea', {
            area: fixed(areaMm2, 0),
            least: fixed(inspection.rule.minAreaMm2, 0),
          })}
        </p>
      ) : null}
      {inspection.warnings.map((warning) => (
        <p key={warning} className="verdict__warning">
          <Mark state="warn" />
          {text(`inspect.warning.${warning}`)}
        </p>
      ))}
      {regions.length === 0 ? null : (
        <table className="regions">
          <thead>
            <tr>
              <th>{text('inspect.region')}</th>
              <th>{text('inspect.peak')}</th>
              <th>{text('inspect.areaColumn')}</th>
              <th>{text('inspect.depthColumn')}</th>
            </tr>
          </thead>
          <tbody>
            {regions.slice(0, REGIONS_SHOWN).map((region) => (
              <tr key={region.number}>
                <td>
                  {region.number}, {text(`inspect.form.${region.form}`)}
                </td>
                <td>{fixed(region.peak, 2)}</td>
                <td>
                  {region.areaMm2 === null
                    ? '–'
                    : text('inspect.area', { area: fixed(region.areaMm2, 0) })}
                </td>
                <td>
                  {region.depthMm === null
                    ? '–'
                    : text('inspect.millimetres', { value: fixed(region.depthMm, 1) })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
