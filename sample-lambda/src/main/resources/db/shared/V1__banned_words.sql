-- one list for all tenants: words that no item's name may have in it
create table banned_words (
    word text primary key check (word <> '')
);

-- what all tenants' roles inherit
grant select on banned_words to ${groupRole};
