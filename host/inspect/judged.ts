/** What a map means by a model's line: regions, verdict, and what to know before trusting it. */
import type { ModelCard } from '../../core/contract/schema/detector.js';
import type {
  Inspection,
  InspectionRule,
  InspectionWarning,
} from '../../core/contract/schema/inspect.js';
import { findRegions } from '../../core/inspect/regions.js';
import { judge } from '../../core/inspect/verdict.js';
import type { RawInspection } from './protocol.js';

/**
 * What to know of a model before trusting it.
 * @param card null for an ONNX file without one
 * @param rule null where the model has no line
 * @param category of the sample; null where nobody knows
 */
export function warningsOf(
  card: ModelCard | null,
  rule: InspectionRule | null,
  category: string | null,
): InspectionWarning[] {
  const warnings: InspectionWarning[] = [];
  if (!card?.parity) warnings.push('parity-unknown');
  else if (!card.parity.passed) warnings.push('parity-failed');
  if (card && category !== null && category !== card.category) warnings.push('other-category');
  if (card && !card.config.published) warnings.push('quick-preset');
  if (!rule) warnings.push('no-line');
  return warnings;
}

/** @param known warnings of the model; what the picture adds comes behind */
export function judgeRaw(
  raw: RawInspection,
  rule: InspectionRule,
  known: readonly InspectionWarning[],
): Pick<Inspection, 'verdict' | 'decidedBy' | 'areaMm2' | 'regions' | 'warnings'> {
  const map = { width: raw.mapWidth, height: raw.mapHeight, data: raw.map };
  const regions = findRegions(map, rule.threshold, raw);
  const { verdict, areaMm2, by } = judge(raw.score, regions, rule);
  const warnings = [...known];
  if (rule.minAreaMm2 !== null && areaMm2 === null) warnings.push('no-area');
  return { verdict, decidedBy: by, areaMm2, regions, warnings };
}
