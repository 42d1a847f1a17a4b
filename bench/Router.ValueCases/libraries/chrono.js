// chrono: days, times and ranges between two of them, each as a whole moment; what was not said of it is implied.
'use strict';

const chrono = require('chrono-node');

const parsers = { English: chrono.en.casual, Chinese: chrono.zh.casual };

exports.reader = (language, model) =>
  model === 'DateTimeModel' ? (text, reference) => parsers[language].parse(text, reference, { forwardDate: true }) : undefined;

exports.results = (found) => found.map(({ index, text, start, end }) => ({
  start: index, end: index + text.length, type: end ? 'datetimeV2.datetimerange' : 'datetimeV2.datetime',
  resolution: { values: [0, ...(sundayOfNextWeek.test(text) ? [7] : [])].flatMap((days) => end ? ranges(start, end, days) : points(start, days).map((value) => ({ value }))) },
}));

// Its weeks begin on Sunday, ours on Monday: what it says counts a week later too.
const sundayOfNextWeek = /下[个個]?(周|星期|礼拜)[日天]/;

const ranges = (start, end, days) => points(start, days).map((value, at) => ({ start: value, end: points(end, days)[at] ?? points(end, days)[0] }));

// A day where no hour was said; else the moment, and the time alone: it does not tell which of the two was meant.
function points(components, days) {
  const moment = new Date(components.date().getTime() + days * 24 * 3600 * 1000).toISOString();
  const [day, time] = [moment.slice(0, 10), moment.slice(11, 19)];
  return components.isCertain('hour') ? [`${day} ${time}`, time] : [day];
}
