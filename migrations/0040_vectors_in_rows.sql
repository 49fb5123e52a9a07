-- A search reads hundreds of vectors one by one, and beside the table each costs two more look-ups: what fits into a
-- page stays in its row. What is stored already stays where it is.
alter table embeddings set (toast_tuple_target = 8160);
