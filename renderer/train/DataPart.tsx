/** What of the category trains, what came back from review, what is refused and why. */
import type { ReactElement } from 'react';
import type { TrainingPlan } from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { useTrain, useUi } from '../state/context.js';
import { count } from '../state/format.js';

const SHOWN = 4;

export function DataPart(): ReactElement {
  const plan = useTrain((state) => state.plan?.plan ?? null);
  const planning = useTrain((state) => state.planning);
  const problem = useTrain((state) => state.planProblem);
  return (
    <section className="train__part" aria-label={text('trainPage.data')} aria-busy={planning}>
      {plan === null ? (
        <>
          <header className="panel__head">
            <h2>{text('trainPage.data')}</h2>
          </header>
          <p className="train__note t3">
            {text(planning ? 'trainPage.data.checking' : 'trainPage.noCategory')}
          </p>
        </>
      ) : (
        <Plan plan={plan} />
      )}
      {problem === null ? null : (
        <p className="hint hint--fail train__note" role="alert">
          <Mark state="fail" />
          <span>
            {problem.message}
            <span className="hint__detail">{problem.hint}</span>
          </span>
        </p>
      )}
    </section>
  );
}

function Plan({ plan }: { readonly plan: TrainingPlan }): ReactElement {
  const open = useUi((state) => state.actions.open);
  const { train, fromReview, refused, validation, testGood, testAnomalous } = plan;
  return (
    <>
      <header className="panel__head">
        <h2>{text('trainPage.data')}</h2>
        <span className="grow" />
        {refused.length > SHOWN ? (
          <Button
            size="s"
            tone="ghost"
            onClick={() => {
              open('refused');
            }}
          >
            {text('trainPage.data.all', { count: refused.length })}
          </Button>
        ) : null}
      </header>
      <div
        className="databar"
        role="img"
        aria-label={text('trainPage.data.bar', {
          train,
          review: fromReview,
          refused: refused.length,
        })}
      >
        <i className="databar__train" style={{ flexGrow: train - fromReview }} />
        <i className="databar__review" style={{ flexGrow: fromReview }} />
        <i className="databar__refused" style={{ flexGrow: refused.length }} />
      </div>
      <ul className="datakey">
        <li>
          <i className="databar__train" />
          {text('trainPage.data.train', { count: count(train) })}
        </li>
        {fromReview === 0 ? null : (
          <li>
            <i className="databar__review" />
            {text('trainPage.data.review', { count: count(fromReview) })}
          </li>
        )}
        <li>
          <i className="databar__refused" />
          {refused.length === 0
            ? text('trainPage.data.none')
            : text('trainPage.data.refused', { count: count(refused.length) })}
        </li>
      </ul>
      <p className="train__note t3 s12">
        {text('trainPage.data.rest', {
          validation: count(validation),
          good: count(testGood),
          anomalous: count(testAnomalous),
        })}
      </p>
      <ul className="refusals">
        {refused.slice(0, SHOWN).map(({ sample, reason }) => (
          <li key={sample} title={reason}>
            <Mark state="fail" />
            <code>{sample}</code>
            <span className="t2 cut">{reason}</span>
          </li>
        ))}
      </ul>
      {plan.blockers.map((blocker) => (
        <p key={blocker} className="hint hint--fail train__note" role="alert">
          <Mark state="fail" />
          {blocker}
        </p>
      ))}
      {plan.warnings.map((warning) => (
        <p key={warning} className="hint train__note t2">
          <Mark state="warn" />
          {warning}
        </p>
      ))}
    </>
  );
}
