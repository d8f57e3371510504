// COIN-OR Cbc's C interface: linear and mixed-integer programming.
#ifndef SEUIL_CCBC_SHIM_H
#define SEUIL_CCBC_SHIM_H

#include <coin/Cbc_C_Interface.h>

#endif
