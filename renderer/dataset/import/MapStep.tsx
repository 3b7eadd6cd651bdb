/**
 * A tree of unknown shape: which files are what, and what the words of its folders mean. A proposal is
 * filled in; it can be changed, tried, and kept under a name.
 */
import { useEffect, useState, type ReactElement } from 'react';
import type {
  ImportMapping,
  ImportProfile,
  ImportRole,
  ImportScan,
  MappingRule,
} from '../../../core/contract/schema/dataset-import.js';
import { SPLITS } from '../../../core/dataset/vocabulary.js';
import { text } from '../../../core/text/index.js';
import { Button, IconButton } from '../../controls/Button.js';
import { Select } from '../../controls/Select.js';
import { useStudio } from '../../state/context.js';
import { count } from '../../state/format.js';
import { attempt } from '../../state/studio.js';
import { splitName } from '../words.js';
import { NO_CHOICES } from './import-model.js';
import { SkippedTable } from './SkippedTable.js';
import type { ImportWizard } from './useImport.js';
import { ValueTable } from './ValueTable.js';

const ROLES = [
  'rgb',
  'depth',
  'xyz',
  'mask',
  'annotation',
  'ignore',
] as const satisfies ImportRole[];
const KEEP = '';

export function MapStep(props: {
  readonly wizard: ImportWizard;
  readonly scan: ImportScan;
}): ReactElement {
  const { wizard, scan } = props;
  const [mapping, setMapping] = useState<ImportMapping | null>(scan.mapping);
  const [from, setFrom] = useState(scan.scanId);
  // A new scan brings its own mapping: the one that was sent, or a proposal.
  if (from !== scan.scanId) {
    setFrom(scan.scanId);
    setMapping(scan.mapping);
  }
  if (mapping === null) return <p className="empty">{text('import.map.none')}</p>;
  const setRule = (at: number, patch: Partial<MappingRule>): void => {
    setMapping({
      ...mapping,
      rules: mapping.rules.map((rule, i) => (i === at ? { ...rule, ...patch } : rule)),
    });
  };
  return (
    <div className="mapping">
      <div className="mapping__head">
        <p className="t2 s12">{text('import.map.hint')}</p>
        <Profiles wizard={wizard} mapping={mapping} />
      </div>
      <table className="table table--form">
        <thead>
          <tr>
            <th scope="col">{text('import.map.pattern')}</th>
            <th scope="col">{text('import.map.role')}</th>
            <th scope="col">{text('import.map.fixed.category')}</th>
            <th scope="col">{text('import.map.fixed.split')}</th>
            <th scope="col">{text('import.map.fixed.anomaly')}</th>
            <th scope="col">
              <span className="sr">{text('import.map.remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {mapping.rules.map((rule, i) => (
            <RuleRow
              key={i}
              number={i + 1}
              rule={rule}
              onChange={(patch) => {
                setRule(i, patch);
              }}
              onRemove={() => {
                setMapping({ ...mapping, rules: mapping.rules.filter((_, at) => at !== i) });
              }}
              removable={mapping.rules.length > 1}
            />
          ))}
        </tbody>
      </table>
      <p>
        <Button
          size="s"
          icon="plus"
          onClick={() => {
            setMapping({
              ...mapping,
              rules: [
                ...mapping.rules,
                { pattern: '{category}/{name}.png', role: 'rgb', fixed: {} },
              ],
            });
          }}
        >
          {text('import.map.add')}
        </Button>
      </p>
      <ValueTable mapping={mapping} onChange={setMapping} />
      <footer className="mapping__foot">
        <span className="t3 s12">
          {text('import.map.found', {
            samples: count(scan.samples),
            files: count(scan.files),
            skipped: count(scan.skipped.filter((entry) => entry.serious).length),
          })}
        </span>
        <span className="grow" />
        <Button
          tone="primary"
          disabled={wizard.scanning || mapping.rules.some((rule) => rule.pattern.trim() === '')}
          onClick={() => {
            wizard.read(scan.path, mapping);
          }}
        >
          {text(wizard.scanning ? 'import.reading' : 'import.map.apply')}
        </Button>
      </footer>
      {scan.skipped.some((entry) => entry.serious) ? (
        <section className="cells" aria-label={text('import.skipped')}>
          <h3>{text('import.skipped')}</h3>
          <SkippedTable scan={scan} most={8} />
        </section>
      ) : null}
    </div>
  );
}

function without(fixed: MappingRule['fixed'], field: string): MappingRule['fixed'] {
  return Object.fromEntries(Object.entries(fixed).filter(([name]) => name !== field));
}

function RuleRow(props: {
  readonly number: number;
  readonly rule: MappingRule;
  readonly onChange: (patch: Partial<MappingRule>) => void;
  readonly onRemove: () => void;
  readonly removable: boolean;
}): ReactElement {
  const { rule, number } = props;
  const captured = (field: string): boolean => rule.pattern.includes(`{${field}}`);
  const label = (field: string): string => text('import.map.rule', { number, field });
  const fix = (field: 'category' | 'anomaly', value: string): void => {
    const rest = without(rule.fixed, field);
    props.onChange({ fixed: value.trim() === '' ? rest : { ...rest, [field]: value.trim() } });
  };
  return (
    <tr>
      <td>
        <input
          className="input input--s input--mono"
          aria-label={label(text('import.map.pattern'))}
          value={rule.pattern}
          spellCheck={false}
          maxLength={500}
          onChange={(event) => {
            props.onChange({ pattern: event.target.value });
          }}
        />
      </td>
      <td>
        <Select
          size="s"
          wide
          label={label(text('import.map.role'))}
          value={rule.role}
          options={ROLES.map((role) => ({ value: role, label: text(`import.role.${role}`) }))}
          onChange={(role) => {
            props.onChange({ role });
          }}
        />
      </td>
      {(['category', 'split', 'anomaly'] as const).map((field) => (
        <td key={field}>
          {captured(field) ? (
            <span className="t3 s12">{text('import.map.fromFolder')}</span>
          ) : field === 'split' ? (
            <Select
              size="s"
              wide
              label={label(text('import.map.fixed.split'))}
              value={rule.fixed.split ?? KEEP}
              options={[
                { value: KEEP, label: text('import.map.later') },
                ...SPLITS.map((split) => ({ value: split, label: splitName(split) })),
              ]}
              onChange={(value) => {
                const rest = without(rule.fixed, 'split');
                props.onChange({ fixed: value === KEEP ? rest : { ...rest, split: value } });
              }}
            />
          ) : (
            <input
              className="input input--s"
              aria-label={label(text(`import.map.fixed.${field}`))}
              value={rule.fixed[field] ?? ''}
              placeholder={text('import.map.later')}
              maxLength={64}
              onChange={(event) => {
                fix(field, event.target.value);
              }}
            />
          )}
        </td>
      ))}
      <td>
        <IconButton
          size="s"
          tone="ghost"
          icon="close"
          label={text('import.map.removeRule', { number })}
          disabled={!props.removable}
          onClick={props.onRemove}
        />
      </td>
    </tr>
  );
}

function Profiles(props: {
  readonly wizard: ImportWizard;
  readonly mapping: ImportMapping;
}): ReactElement {
  const studio = useStudio();
  const [profiles, setProfiles] = useState<readonly ImportProfile[]>([]);
  const [name, setName] = useState('');
  useEffect(() => {
    void attempt(studio, studio.link.call('dataset.import.profiles', {})).then((answer) => {
      if (answer) setProfiles(answer.profiles);
    });
  }, [studio]);
  const save = (): void => {
    const choices = [...props.wizard.choices.values()][0] ?? NO_CHOICES;
    void attempt(
      studio,
      studio.link.call('dataset.import.saveProfile', {
        profile: { name: name.trim(), mapping: props.mapping, choices },
      }),
    ).then((answer) => {
      if (!answer) return;
      setProfiles(answer.profiles);
      studio.ui.getState().actions.notify({
        level: 'pass',
        message: text('import.profile.saved', { name: name.trim() }),
      });
      setName('');
    });
  };
  return (
    <div className="mapping__profiles">
      {profiles.length > 0 ? (
        <Select
          size="s"
          label={text('import.profile')}
          value=""
          options={[
            { value: '', label: text('import.profile.choose') },
            ...profiles.map((profile) => ({ value: profile.name, label: profile.name })),
          ]}
          onChange={(chosen) => {
            const profile = profiles.find((entry) => entry.name === chosen);
            if (profile) props.wizard.useProfile(profile);
          }}
        />
      ) : null}
      <input
        className="input input--s"
        aria-label={text('import.profile.name')}
        placeholder={text('import.profile.name')}
        value={name}
        maxLength={64}
        onChange={(event) => {
          setName(event.target.value);
        }}
      />
      <Button size="s" disabled={name.trim() === ''} onClick={save}>
        {text('import.profile.save')}
      </Button>
    </div>
  );
}
