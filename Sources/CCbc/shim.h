// COIN-OR's C interfaces: Clp for linear programs, Cbc for mixed-integer ones.
#ifndef SEUIL_CCBC_SHIM_H
#define SEUIL_CCBC_SHIM_H

#include <coin/Cbc_C_Interface.h>
#include <coin/Clp_C_Interface.h>

#endif
