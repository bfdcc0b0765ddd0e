// libzstd for Swift: its own headers.

#ifndef CZSTD_H
#define CZSTD_H

#include <zdict.h>
#include <zstd.h>

#endif
