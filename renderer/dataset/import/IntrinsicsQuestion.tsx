/** Pairs without intrinsics: given by hand, imported without, or left out. */
import { useState, type ReactElement } from 'react';
import type { ImportGroup } from '../../../core/contract/schema/dataset-import.js';
import { text } from '../../../core/text/index.js';
import { SegmentedControl } from '../../controls/SegmentedControl.js';
import { count } from '../../state/format.js';
import type { ImportWizard } from './useImport.js';

const FIELDS = ['fx', 'fy', 'ppx', 'ppy'] as const;
type Written = Readonly<Record<(typeof FIELDS)[number], string>>;
type Mode = 'open' | 'without' | 'given';

export function IntrinsicsQuestion(props: {
  readonly wizard: ImportWizard;
  readonly groups: readonly ImportGroup[];
}): ReactElement {
  const { wizard, groups } = props;
  const choices = wizard.choices.get(groups[0]?.id ?? '');
  const [given, setGiven] = useState(choices?.intrinsics != null);
  const [written, setWritten] = useState<Written>({ fx: '', fy: '', ppx: '', ppy: '' });
  const mode: Mode = given ? 'given' : choices?.withoutIntrinsics === true ? 'without' : 'open';
  const apply = (values: Written): void => {
    setWritten(values);
    const [fx, fy, ppx, ppy] = FIELDS.map((field) =>
      values[field].trim() === '' ? NaN : Number(values[field].replace(',', '.')),
    ) as [number, number, number, number];
    const valid = [fx, fy, ppx, ppy].every(Number.isFinite) && fx > 0 && fy > 0;
    wizard.choose(groups, {
      withoutIntrinsics: false,
      intrinsics: valid ? { fx, fy, ppx, ppy, model: 'none', coefficients: [0, 0, 0, 0, 0] } : null,
    });
  };
  return (
    <section className="unit" aria-label={text('import.intrinsics')}>
      <h3>
        {text(groups.length === 1 ? 'import.intrinsics.one' : 'import.intrinsics.count', {
          count: count(groups.length),
        })}
      </h3>
      <p className="t2 s12">{text('import.intrinsics.hint')}</p>
      <div className="form__row">
        <SegmentedControl<Mode>
          label={text('import.intrinsics')}
          value={mode}
          options={[
            ...(mode === 'open'
              ? [{ value: 'open' as const, label: text('import.intrinsics.open') }]
              : []),
            { value: 'without', label: text('import.intrinsics.without') },
            { value: 'given', label: text('import.intrinsics.given') },
          ]}
          onChange={(next) => {
            setGiven(next === 'given');
            if (next === 'given') apply(written);
            else wizard.choose(groups, { intrinsics: null, withoutIntrinsics: next === 'without' });
          }}
        />
        {given
          ? FIELDS.map((field) => (
              <label key={field} className="intrinsic">
                <span className="t3 s12">{text(`import.intrinsics.${field}`)}</span>
                <input
                  className="input input--s"
                  inputMode="decimal"
                  value={written[field]}
                  onChange={(event) => {
                    apply({ ...written, [field]: event.target.value });
                  }}
                />
              </label>
            ))
          : null}
      </div>
    </section>
  );
}
