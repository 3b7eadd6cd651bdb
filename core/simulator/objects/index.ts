/** Recipes by category: the fifteen of the paper. */
import type { PaperCategory } from '../../dataset/vocabulary.js';
import type { Clay } from '../clay.js';
import { bread, chicken, cookie, pizza, sushi } from './food.js';
import { banana, cabbage, radish, strawberry } from './garden.js';
import { crab, plaid } from './other.js';
import { airplane, bicycle, car, train } from './toys.js';

export const RECIPES: Readonly<Record<PaperCategory, (clay: Clay) => void>> = {
  chicken,
  banana,
  cookie,
  bread,
  sushi,
  car,
  airplane,
  train,
  bicycle,
  pizza,
  strawberry,
  cabbage,
  plaid,
  crab,
  radish,
};
