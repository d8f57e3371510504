// What Seuil uses of libarchive: writing and reading one ZIP in memory.
#ifndef SEUIL_CARCHIVE_SHIM_H
#define SEUIL_CARCHIVE_SHIM_H

#include <archive.h>
#include <archive_entry.h>

#endif
