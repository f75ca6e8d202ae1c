create or replace view totals with (security_invoker = true) as
  select i.id, count(o.id) as orders from items i left join orders o on o.item_id = i.id group by i.id;
