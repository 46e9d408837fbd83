/** The equity that each of the night oracle's portfolios is opened with, in USD, as test/oracle/night/valuation.py has it. */
export const EQUITIES = {
  individual: 485_000,
  hnw: 2_850_000,
  hedgefundstyle: 3_200_000,
  familyoffice_public: 1_250_000,
  familyoffice_private: 950_000,
} as const;
