"""The namespaces that decide how a record is read."""

#: ISO 19139
GMD = "http://www.isotc211.org/2005/gmd"
#: ISO 19115-3
MDB = "http://standards.iso.org/iso/19115/-3/mdb/2.0"
#: ISO 19110, feature catalogues
GFC = "http://www.isotc211.org/2005/gfc"
