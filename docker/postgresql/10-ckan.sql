-- Run by the postgres image where its data folder is still empty: CKAN's role, which is no
-- superuser, and its database.
\getenv password POSTGRES_PASSWORD
CREATE ROLE ckan LOGIN PASSWORD :'password';
CREATE DATABASE ckan OWNER ckan;
