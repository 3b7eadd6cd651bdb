/** What the files do not say: the unit of depth, and what the samples are. */
import { useId, type ReactElement } from 'react';
import type {
  ImportCell,
  ImportChoices,
  ImportGroup,
  ImportScan,
} from '../../../core/contract/schema/dataset-import.js';
import { SPLITS, GOOD } from '../../../core/dataset/vocabulary.js';
import { text } from '../../../core/text/index.js';
import { Icon } from '../../controls/Icon.js';
import { Mark } from '../../controls/Mark.js';
import { Select } from '../../controls/Select.js';
import { useProject } from '../../state/context.js';
import { count } from '../../state/format.js';
import { splitName } from '../words.js';
import {
  CELL_FIELDS,
  NO_CHOICES,
  openNeeds,
  saidBy,
  suggestCategory,
  unitQuestions,
} from './import-model.js';
import { IntrinsicsQuestion } from './IntrinsicsQuestion.js';
import { UnitQuestionCard } from './UnitQuestion.js';
import type { ImportWizard } from './useImport.js';

export function AnswerStep(props: {
  readonly wizard: ImportWizard;
  readonly scan: ImportScan;
}): ReactElement {
  const { wizard, scan } = props;
  const groups = scan.groups.filter((group) => wizard.chosen.has(group.id));
  const units = unitQuestions(groups);
  const blind = groups.filter((group) => group.needs.includes('intrinsics'));
  const recordings = groups.filter((group) => group.kind === 'recording');
  const folder = (group: ImportGroup): string =>
    group.id === '.' ? (scan.path.split(/[\\/]/).at(-1) ?? group.id) : group.id;
  return (
    <div className="answers">
      {units.map((question) => {
        const first = question.groups[0];
        return (
          <UnitQuestionCard
            key={question.key}
            unit={question.unit}
            folders={question.groups.map(folder)}
            value={first ? (wizard.choices.get(first.id)?.metresPerCount ?? null) : null}
            onChoose={(metresPerCount) => {
              wizard.choose(question.groups, { metresPerCount });
            }}
          />
        );
      })}
      {blind.length > 0 ? <IntrinsicsQuestion wizard={wizard} groups={blind} /> : null}
      {recordings.length > 0 ? <RecordingStep wizard={wizard} groups={recordings} /> : null}
      <CellTable wizard={wizard} groups={groups} folder={folder} />
    </div>
  );
}

/** A recording has many frames a second that differ little. */
function RecordingStep(props: {
  readonly wizard: ImportWizard;
  readonly groups: readonly ImportGroup[];
}): ReactElement {
  const { wizard, groups } = props;
  const step = wizard.choices.get(groups[0]?.id ?? '')?.recordingStep ?? 1;
  return (
    <section className="unit" aria-label={text('import.recording')}>
      <h3>{text('import.recording')}</h3>
      <div className="form__row">
        <Select
          size="s"
          label={text('import.recording')}
          value={step.toString()}
          options={[1, 2, 5, 10, 30, 90, 300].map((value) => ({
            value: value.toString(),
            label: text(value === 1 ? 'import.recording.all' : 'import.recording.every', {
              step: value,
            }),
          }))}
          onChange={(value) => {
            wizard.choose(groups, { recordingStep: Number(value) });
          }}
        />
      </div>
    </section>
  );
}

/** Answers for many folders at once are given in the first row. */
const TABLE_ROWS = 200;

function CellTable(props: {
  readonly wizard: ImportWizard;
  readonly groups: readonly ImportGroup[];
  readonly folder: (group: ImportGroup) => string;
}): ReactElement {
  const { wizard, groups } = props;
  const list = useId();
  const project = useProject((state) => state.info?.project);
  const categories = project?.categories.map(({ name }) => name) ?? [];
  return (
    <section className="cells" aria-label={text('import.cells')}>
      <h3>{text('import.cells')}</h3>
      <p className="t2 s12">{text('import.cells.hint')}</p>
      <datalist id={list}>
        {categories.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <table className="table table--form">
        <thead>
          <tr>
            <th scope="col">{text('import.column.folder')}</th>
            {CELL_FIELDS.map((field) => (
              <th key={field} scope="col">
                {text(`import.field.${field}`)}
              </th>
            ))}
            <th scope="col">
              <span className="sr">{text('import.column.state')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.length > 1 ? (
            <tr>
              <td className="t2">{text('import.cells.all', { count: count(groups.length) })}</td>
              {CELL_FIELDS.map((field) => (
                <td key={field}>
                  <CellInput
                    field={field}
                    label={text('import.cells.allLabel', {
                      field: text(`import.field.${field}`),
                    })}
                    value={common(groups, wizard.choices, field)}
                    placeholder={text('import.cells.different')}
                    list={list}
                    onChange={(value) => {
                      wizard.choose(
                        groups.filter((group) => asks(group, field)),
                        patchOf(field, value),
                      );
                    }}
                    disabled={!groups.some((group) => asks(group, field))}
                  />
                </td>
              ))}
              <td />
            </tr>
          ) : null}
          {groups.slice(0, TABLE_ROWS).map((group) => {
            const choices = wizard.choices.get(group.id) ?? NO_CHOICES;
            const open = openNeeds(group, choices);
            return (
              <tr key={group.id}>
                <td title={group.id}>
                  <span className="cut">{props.folder(group)}</span>
                </td>
                {CELL_FIELDS.map((field) => (
                  <td key={field}>
                    {asks(group, field) ? (
                      <CellInput
                        field={field}
                        label={`${props.folder(group)}, ${text(`import.field.${field}`)}`}
                        value={choices[field]}
                        placeholder={
                          field === 'category'
                            ? (suggestCategory(group, categories) ?? text('import.cells.needed'))
                            : saidBy(group, field) === null
                              ? text(
                                  field === 'lighting'
                                    ? 'import.cells.unknown'
                                    : 'import.cells.needed',
                                )
                              : text('import.cells.partly', { said: saidBy(group, field) ?? '' })
                        }
                        list={list}
                        onChange={(value) => {
                          wizard.choose([group], patchOf(field, value));
                        }}
                      />
                    ) : (
                      <span className="t2 cut" title={text('import.cells.said')}>
                        {saidBy(group, field) ?? '–'}
                      </span>
                    )}
                  </td>
                ))}
                <td>
                  <Mark
                    state={open.length > 0 ? 'unsure' : 'pass'}
                    label={
                      open.length > 0
                        ? text('import.cells.open', {
                            needs: open.map((need) => text(`import.need.${need}`)).join(', '),
                          })
                        : text('import.cells.ready')
                    }
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {groups.length > TABLE_ROWS ? (
        <p className="t3 s12">
          {text('dataset.more', { count: count(groups.length - TABLE_ROWS) })}
        </p>
      ) : null}
    </section>
  );
}

type Field = keyof ImportCell;

function asks(group: ImportGroup, field: Field): boolean {
  if (field === 'lighting') return group.cells.some((cell) => cell.lighting === null);
  return group.needs.includes(field);
}

function patchOf(field: Field, value: string | null): Partial<ImportChoices> {
  if (field !== 'split') return { [field]: value };
  return { split: SPLITS.find((split) => split === value) ?? null };
}

function common(
  groups: readonly ImportGroup[],
  choices: ReadonlyMap<string, ImportChoices>,
  field: Field,
): string | null {
  const values = new Set(
    groups
      .filter((group) => asks(group, field))
      .map((group) => choices.get(group.id)?.[field] ?? null),
  );
  return values.size === 1 ? ([...values][0] ?? null) : null;
}

function CellInput(props: {
  readonly field: Field;
  readonly label: string;
  readonly value: string | null;
  readonly placeholder: string;
  readonly list: string;
  readonly onChange: (value: string | null) => void;
  readonly disabled?: boolean;
}): ReactElement {
  const project = useProject((state) => state.info?.project);
  const { field, value } = props;
  if (field === 'category')
    return (
      <input
        className="input input--s"
        aria-label={props.label}
        value={value ?? ''}
        placeholder={props.placeholder}
        list={props.list}
        disabled={props.disabled}
        maxLength={64}
        spellCheck={false}
        onChange={(event) => {
          props.onChange(event.target.value.trim() === '' ? null : event.target.value);
        }}
      />
    );
  const options =
    field === 'split'
      ? SPLITS.map((split) => ({ value: split, label: splitName(split) }))
      : (field === 'anomaly'
          ? [GOOD, ...(project?.anomalyTypes ?? [])]
          : [...(project?.lighting ?? []), 'unknown']
        ).map((name) => ({ value: name, label: name }));
  return (
    <span className="select select--s select--wide">
      <select
        aria-label={props.label}
        value={value ?? ''}
        disabled={props.disabled}
        onChange={(event) => {
          props.onChange(event.target.value === '' ? null : event.target.value);
        }}
      >
        <option value="">{props.placeholder}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="down" size={14} />
    </span>
  );
}
