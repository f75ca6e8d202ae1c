// The page is a client of the API like any other: fetch, X-Tenant-ID, ETag and If-Match.

const $ = (id) => document.getElementById(id);
const form = $('form');

let tenants = [];
let tenant;
let next;

async function call(as, method, path, { body, etag } = {}) {
  const headers = { 'X-Tenant-ID': as };
  if (body) headers['Content-Type'] = 'application/json';
  if (etag) headers['If-Match'] = etag;
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  note(as, method, path, response.status);
  const json = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(`${json.detail} (${response.status})`);
  return { json, etag: response.headers.get('ETag') };
}

function note(as, method, path, status) {
  const line = document.createElement('li');
  const code = document.createElement('b');
  code.textContent = status;
  code.className = status < 400 ? '' : 'bad';
  line.append(code, ` ${method} ${path}  X-Tenant-ID: ${as}`);
  $('requests').prepend(line);
  while ($('requests').children.length > 6) $('requests').lastChild.remove();
}

function row(item) {
  const line = $('item').content.cloneNode(true).firstElementChild;
  line.dataset.id = item.id;
  line.querySelector('strong').textContent = item.name;
  line.querySelector('.description').textContent = item.description ?? '';
  line.querySelector('small').textContent = `version ${item.version}, ${new Date(item.updatedAt).toLocaleString()}`;
  line.querySelector('.quantity').textContent = `× ${item.quantity}`;
  line.querySelector('.edit').onclick = () => guard(() => edit(item.id));
  line.querySelector('.delete').onclick = () => guard(() => remove(item.id));
  return line;
}

function show(list, items, append = false) {
  const rows = items.map(row);
  if (!append && rows.length === 0) {
    const none = document.createElement('li');
    none.className = 'none';
    none.textContent = 'Nothing here yet.';
    rows.push(none);
  }
  if (append) list.append(...rows);
  else list.replaceChildren(...rows);
}

async function refresh() {
  const other = tenants.find((id) => id !== tenant);
  const [mine, theirs] = await Promise.all([call(tenant, 'GET', '/items'), call(other, 'GET', '/items')]);
  title('mine-title', 'Items of ', tenant);
  title('theirs-title', 'Meanwhile, at ', other);
  show($('mine'), mine.json.items);
  show($('theirs'), theirs.json.items);
  page(mine.json.next);
}

function page(cursor) {
  next = cursor;
  $('more').hidden = !cursor;
}

function title(id, text, name) {
  const code = document.createElement('code');
  code.textContent = name;
  $(id).replaceChildren(text, code);
}

async function more() {
  const { json } = await call(tenant, 'GET', `/items?cursor=${encodeURIComponent(next)}`);
  show($('mine'), json.items, true);
  page(json.next);
}

async function edit(id) {
  const { json, etag } = await call(tenant, 'GET', `/items/${id}`);
  form.elements.id.value = id;
  form.elements.name.value = json.name;
  form.elements.quantity.value = json.quantity;
  form.elements.description.value = json.description ?? '';
  form.dataset.etag = etag; // somebody else's change in between is then 412
  form.querySelector('.primary').textContent = 'Save';
  form.elements.name.focus();
}

async function save() {
  const { id, name, quantity, description } = Object.fromEntries(new FormData(form));
  const body = { name, quantity: Number(quantity), description: description || null };
  if (id) await call(tenant, 'PUT', `/items/${id}`, { body, etag: form.dataset.etag });
  else await call(tenant, 'POST', '/items', { body });
  form.reset();
  await refresh();
}

async function remove(id) {
  await call(tenant, 'DELETE', `/items/${id}`);
  if (form.elements.id.value === id) form.reset();
  await refresh();
}

async function guard(work) {
  $('message').hidden = true;
  try {
    await work();
  } catch (failure) {
    $('message').textContent = failure.message;
    $('message').hidden = false;
  }
}

form.onsubmit = (event) => {
  event.preventDefault();
  guard(save);
};
form.onreset = () => {
  form.elements.id.value = '';
  delete form.dataset.etag;
  form.querySelector('.primary').textContent = 'Add';
};
$('more').onclick = () => guard(more);

function choose(id) {
  tenant = id;
  form.reset();
  return guard(refresh);
}

guard(async () => {
  tenants = await (await fetch('/page/tenants')).json();
  for (const id of tenants) {
    const label = document.createElement('label');
    const radio = document.createElement('input');
    radio.type = 'radio';
    radio.name = 'tenant';
    radio.value = id;
    radio.checked = id === tenants[0];
    radio.onchange = () => choose(id);
    label.append(radio, id);
    $('tenants').append(label);
  }
  await choose(tenants[0]);
  document.body.dataset.ready = 'true';
});
