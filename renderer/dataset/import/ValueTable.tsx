/** What words of the folders mean: `val` is validation, `ok` is good. */
import { useState, type ReactElement } from 'react';
import type { ImportMapping } from '../../../core/contract/schema/dataset-import.js';
import { SPLITS } from '../../../core/dataset/vocabulary.js';
import { text } from '../../../core/text/index.js';
import { Button, IconButton } from '../../controls/Button.js';
import { Select } from '../../controls/Select.js';

const FIELDS = ['category', 'split', 'anomaly', 'lighting'] as const;
type Field = (typeof FIELDS)[number];

interface Meaning {
  readonly field: Field;
  readonly word: string;
  readonly value: string;
}

function meanings(mapping: ImportMapping): Meaning[] {
  return FIELDS.flatMap((field) =>
    Object.entries(mapping.values[field] ?? {}).map(([word, value]) => ({ field, word, value })),
  );
}

/** @returns null for a split that there is none of */
function withMeaning(
  mapping: ImportMapping,
  { field, word, value }: Meaning,
): ImportMapping | null {
  if (field === 'split') {
    const split = SPLITS.find((name) => name === value);
    if (split === undefined) return null;
    const now = { ...mapping.values.split, [word]: split };
    return { ...mapping, values: { ...mapping.values, split: now } };
  }
  const now = { ...mapping.values[field], [word]: value };
  return { ...mapping, values: { ...mapping.values, [field]: now } };
}

function withoutMeaning(mapping: ImportMapping, field: Field, word: string): ImportMapping {
  const rest = Object.fromEntries(
    Object.entries(mapping.values[field] ?? {}).filter(([name]) => name !== word),
  );
  return { ...mapping, values: { ...mapping.values, [field]: rest } };
}

export function ValueTable(props: {
  readonly mapping: ImportMapping;
  readonly onChange: (mapping: ImportMapping) => void;
}): ReactElement {
  const { mapping } = props;
  const [field, setField] = useState<Field>('anomaly');
  const [word, setWord] = useState('');
  const [value, setValue] = useState('');
  const add = (): void => {
    const next = withMeaning(mapping, { field, word: word.trim(), value: value.trim() });
    if (!next) return;
    props.onChange(next);
    setWord('');
    setValue('');
  };
  return (
    <section className="cells" aria-label={text('import.values')}>
      <h3>{text('import.values')}</h3>
      <ul className="chips">
        {meanings(mapping).map((entry) => (
          <li key={`${entry.field} ${entry.word}`} className="chip">
            <span className="t3">{text(`import.field.${entry.field}`)}</span>
            {text('import.values.means', { word: entry.word, value: entry.value })}
            <IconButton
              size="s"
              tone="ghost"
              icon="close"
              label={text('app.remove', { name: entry.word })}
              onClick={() => {
                props.onChange(withoutMeaning(mapping, entry.field, entry.word));
              }}
            />
          </li>
        ))}
      </ul>
      <div className="form__row values__add">
        <Select
          size="s"
          label={text('import.values.field')}
          value={field}
          options={FIELDS.map((name) => ({ value: name, label: text(`import.field.${name}`) }))}
          onChange={(next) => {
            setField(next);
            setValue(next === 'split' ? 'train' : '');
          }}
        />
        <input
          className="input input--s"
          aria-label={text('import.values.word')}
          placeholder={text('import.values.word')}
          value={word}
          maxLength={64}
          onChange={(event) => {
            setWord(event.target.value);
          }}
        />
        {field === 'split' ? (
          <Select<string>
            size="s"
            label={text('import.values.value')}
            value={value}
            options={SPLITS.map((split) => ({ value: split, label: split }))}
            onChange={setValue}
          />
        ) : (
          <input
            className="input input--s"
            aria-label={text('import.values.value')}
            placeholder={text('import.values.value')}
            value={value}
            maxLength={64}
            onChange={(event) => {
              setValue(event.target.value);
            }}
          />
        )}
        <Button size="s" disabled={word.trim() === '' || value.trim() === ''} onClick={add}>
          {text('app.add')}
        </Button>
      </div>
    </section>
  );
}
