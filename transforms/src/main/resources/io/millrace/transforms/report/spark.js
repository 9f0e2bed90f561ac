// The small charts of the rows: a few rectangles each, drawn once they come into view.
const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 36, WIDTH = 150;

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function shapes(feature) {
  const cells = shown().map(d => cell(feature, d));
  const values = cells.map(frequent);
  const few = cells.every((c, i) => !values[i] || !c.numbers || (complete(c) && values[i].length <= MOST_BARS));
  if (few && values.some(v => v && v.length)) {
    const order = [...new Set(values.flatMap(l => (l || []).map(v => v[0])))].slice(0, MOST_BARS);
    if (order.every(v => /^-?\d{1,15}$/.test(v))) order.sort((x, y) => x - y);
    return values.map(l => {
      const counts = new Map(l || []);
      return order.map(v => counts.get(v) || 0);
    });
  }
  const bins = common(cells);
  return bins && bins.counts.map(c => c || []);
}

function drawSpark(place, feature) {
  const lists = shapes(feature);
  if (!lists || !lists.some(l => sum(l) > 0)) return;
  const log = state.scale === 'log';
  const units = lists.map(list => unit(list, sum(list)));
  const smallest = Math.min(...units.flat().filter(c => c > 0));
  const heights = units.map(counts => {
    return counts.map(c => (log ? (c > 0 ? Math.log10(c / smallest) + 0.4 : 0) : c));
  });
  const top = Math.max(...heights.flat());
  const width = Math.min(22, WIDTH / Math.max(...heights.map(h => h.length)));
  heights.forEach((list, s) => list.forEach((h, i) => {
    if (h > 0) {
      const height = Math.max(1.5, h / top * HEIGHT);
      place.append(svg('rect', {class: 'ab'[s], x: (i * width + (s ? 0.8 : 0)).toFixed(1), y: (HEIGHT - height).toFixed(1),
        width: Math.max(1, width - (s ? 2.6 : 1)).toFixed(1), height: height.toFixed(1)}));
    }
  }));
}

const nearby = new IntersectionObserver(entries => {
  for (const entry of entries) {
    if (entry.isIntersecting) {
      nearby.unobserve(entry.target);
      drawSpark(entry.target, features[entry.target.dataset.feature]);
    }
  }
}, {rootMargin: '300px'});

/** A place for a small chart; its words say what the numbers beside it do not. */
function spark(feature) {
  const place = svg('svg', {class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT + 2}`, preserveAspectRatio: 'none', 'aria-hidden': 'true', 'data-feature': feature.index});
  place.append(svg('line', {class: 'base', x1: 0, x2: WIDTH, y1: HEIGHT + 0.5, y2: HEIGHT + 0.5}));
  nearby.observe(place);
  return place;
}
