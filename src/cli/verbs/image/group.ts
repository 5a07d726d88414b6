import { addLoad } from '../load.js';
import type { AddVerb } from '../verb.js';
import { addImageHistory } from './history.js';
import { addImageImport } from './import.js';
import { addImageInspect } from './inspect.js';
import { addImageList } from './ls.js';
import { addImagePrune } from './prune.js';
import { addImagePull } from './pull.js';
import { addImagePush } from './push.js';
import { addImageRemove } from './rm.js';
import { addImageSave } from './save.js';
import { addImageTag } from './tag.js';
import { addImageVerify } from './verify.js';

const VERBS = [
  addImagePull,
  addImagePush,
  addLoad,
  addImageSave,
  addImageList,
  addImageInspect,
  addImageHistory,
  addImageTag,
  addImageRemove,
  addImagePrune,
  addImageImport,
  addImageVerify,
];

export const addImage: AddVerb = (program, run) => {
  const image = program.command('image').description('Look after the images of the store');
  for (const addVerb of VERBS) addVerb(image, run);
};
